/* Why there is no reply, by whose fault it is: each kind with a sentence and a hint of its own. */
#ifndef API_HTTP_FAILURE_H
#define API_HTTP_FAILURE_H

#include "base/err.h"
#include <stddef.h>

enum failure {
    FAILURE_NAME,
    FAILURE_PROXY_NAME,
    FAILURE_CONNECT,
    FAILURE_PROXY,           /* the way to it, or its greeting */
    FAILURE_PROXY_SIGN_IN,   /* CONNECT: 407 */
    FAILURE_PROXY_REFUSES,   /* CONNECT: another 4xx */
    FAILURE_PROXY_UNREACHED, /* CONNECT: 5xx */
    FAILURE_SIGNER,
    FAILURE_VALIDITY,
    FAILURE_OTHER_NAME,
    FAILURE_TLS,
    FAILURE_TIMEOUT,
    FAILURE_NO_HTTP,
    FAILURE_ENCODING,
    FAILURE_CUT,
    FAILURE_TOO_BIG,
    FAILURE_OURS,
    FAILURES
};

/** What a proxy's answer to CONNECT that is no success stands for. */
enum failure failure_of_proxy(long status);
/** What a refused certificate stands for, by the number of X509_verify_cert_error_string(3); 0: it says nothing. */
enum failure failure_of_certificate(long verified);
/** Fill `e`: "host:port: sentence (detail)" and a hint. */
void failure_tell(struct err *e, enum failure failure, const char *host, int port, const char *detail);

#endif
