/* The table of failures. */
#include "api/http/failure.h"

static const struct {
    enum err_code code;
    const char *sentence, *hint; /* sentence NULL: the code's */
} rows[FAILURES] = {
    [FAILURE_NAME] =
        {ERR_NETWORK, "its name cannot be resolved",
         "Check the network and its DNS, the name in the endpoints, and https_proxy where a proxy resolves names"},
    [FAILURE_PROXY_NAME] = {ERR_NETWORK, "the name of the proxy cannot be resolved", "Check https_proxy"},
    [FAILURE_CONNECT] = {ERR_NETWORK, NULL, "Check the network, the name and the proxy (https_proxy)"},
    [FAILURE_PROXY] = {ERR_NETWORK, "the proxy on the way did not let the connection through",
                       "Check https_proxy, and the proxy itself"},
    [FAILURE_PROXY_SIGN_IN] = {ERR_PROXY, "the proxy on the way asks for a name and a password",
                               "Put them into https_proxy: http://NAME:PASSWORD@HOST:PORT"},
    [FAILURE_PROXY_REFUSES] = {ERR_PROXY, "the proxy on the way does not let this address through",
                               "Ask who runs the proxy to allow the address, or name it in no_proxy"},
    [FAILURE_PROXY_UNREACHED] = {ERR_NETWORK, "the proxy on the way could not reach it",
                                 "Try again; if that does not help, ask who runs the proxy"},
    [FAILURE_SIGNER] = {ERR_TLS, "its certificate was signed by nobody this machine trusts",
                        "A proxy that reads along (TLS interception) needs its certificate in ca_file"},
    [FAILURE_VALIDITY] = {ERR_TLS, "its certificate is not valid by this machine's clock",
                          "Check this machine's clock first; if it is right, the certificate has expired"},
    [FAILURE_OTHER_NAME] = {ERR_TLS, "its certificate is for another name",
                            "Something else answers at this address: check DNS, the endpoints and the proxy"},
    [FAILURE_TLS] = {ERR_TLS, NULL,
                     "A proxy that reads along needs its certificate in ca_file; also check this machine's clock"},
    [FAILURE_TIMEOUT] = {ERR_TIMEOUT, NULL, "Try again; check the network and the proxy"},
    [FAILURE_NO_HTTP] = {ERR_CUT, "what answered does not speak HTTP",
                         "Something else answers at this address: check the endpoints and the proxy"},
    [FAILURE_ENCODING] = {ERR_CUT, "the reply cannot be unpacked", "Try again; check the proxy"},
    [FAILURE_CUT] = {ERR_CUT, NULL, "Try again; check the network and the proxy"},
    [FAILURE_TOO_BIG] = {ERR_TOO_BIG, NULL, "Ask for less at a time"},
    [FAILURE_OURS] = {ERR_INTERNAL, NULL, NULL},
};

enum failure failure_of_proxy(long status)
{
    return status == 407                   ? FAILURE_PROXY_SIGN_IN
           : status >= 400 && status < 500 ? FAILURE_PROXY_REFUSES
           : status >= 500                 ? FAILURE_PROXY_UNREACHED
                                           : FAILURE_PROXY;
}

enum failure failure_of_certificate(long verified)
{
    switch (verified) {
    case 9:  /* not yet valid */
    case 10: /* has expired */
        return FAILURE_VALIDITY;
    case 2:  /* issuer not found */
    case 18: /* signed by itself */
    case 19: /* signed by itself, in the chain */
    case 20: /* issuer not found among those here */
    case 21: /* alone */
        return FAILURE_SIGNER;
    case 62: /* host name */
    case 64: /* address */
        return FAILURE_OTHER_NAME;
    default:
        return FAILURE_TLS;
    }
}

void failure_tell(struct err *e, enum failure failure, const char *host, int port, const char *detail)
{
    enum err_code code = rows[failure].code;
    const char *sentence = rows[failure].sentence ? rows[failure].sentence : err_sentence(code);
    err_set(e, code, "%s:%d: %s (%s)", host, port, sentence, detail);
    if (rows[failure].hint)
        err_hint(e, "%s", rows[failure].hint);
}
