/* Tokens: nothing but our own signature is taken. */
#include "codec/jwt.h"
#include "fuzz.h"

void fuzz_jwt(const uint8_t *data, size_t size)
{
    auto_str char *token = fuzz_text(data, size);
    struct err e = {.code = ERR_OK};
    auto_json struct json *claims = jwt_claims(token, &e);
    MUST(claims || e.code == ERR_PARSE);
    e.code = ERR_OK;
    auto_json struct json *verified = jwt_verify_hs256(token, "a key nobody guesses", 20, &e);
    MUST(!verified && e.code == ERR_PARSE);
}
