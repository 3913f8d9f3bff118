/* Applications: secrets, certificates, scopes, and every refusal of the table. */
#include "certificate_fixture.h"

#include "codec/yaml.h"
#include "tenant/front/roster_config.h"
#include "tenant/login/aadsts.h"

#define OTHER          "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

/* --- secrets --- */

static void secret__several__each_with_an_end(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start("apps:\n  - id: " APP
                                                 "\n    secrets:\n      - {value: old, expires: -1d}\n"
                                                 "      - {value: good, expires: 30d}\n      - {value: ever}\n");
    auto_answer struct answer good = by_secret(d, HOME, "good", GRAPH_ALL),
                              ever = by_secret(d, "contoso.com", "ever", GRAPH_ALL);
    assert_token(good);
    assert_token(ever);
    assert_null(json_get(good.json, "refresh_token"));
    auto_answer struct answer old = by_secret(d, HOME, "old", GRAPH_ALL);
    assert_aadsts(old, 7000222, "invalid_client");
    assert_int_equal(old.status, 401);
    auto_answer struct answer wrong = by_secret(d, HOME, "guess", GRAPH_ALL);
    assert_aadsts(wrong, 7000215, "invalid_client");
    auto_answer struct answer none = by_secret(d, HOME, NULL, GRAPH_ALL);
    assert_aadsts(none, 7000216, "invalid_client");
    clock_set(clock_now() + 30 * INT64_C(86400000));
    auto_answer struct answer late = by_secret(d, HOME, "good", GRAPH_ALL);
    assert_aadsts(late, 7000222, "invalid_client");
}

static void application__token_says_what_it_is(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(
        "apps:\n  - {id: " APP ", name: Night job, secrets: [{value: s}], roles: [User Administrator], "
        "application: {graph: [User.Read.All]}}\n");
    auto_answer struct answer given = by_secret(d, HOME, "s", GRAPH_ALL);
    assert_token(given);
    auto_json struct json *claims = claims_of(&given);
    assert_string_equal(text_of(claims, "idtyp"), "app");
    assert_string_equal(text_of(claims, "appidacr"), "1");
    assert_string_equal(text_of(claims, "app_displayname"), "Night job");
    assert_string_equal(json_text_or(json_first(json_get(claims, "roles")), ""), "User.Read.All");
    assert_string_equal(json_text_or(json_first(json_get(claims, "wids")), ""), "fe930be7-5e62-47db-91af-98c3a49a38b1");
    assert_int_equal(json_count(json_get(claims, "roles")), 1);
}

/* --- certificates --- */

static struct directory *with_certificate(const struct certificate *certificate, const char *more)
{
    auto_str char *yaml = xasprintf("apps:\n  - id: " APP "\n    public: false\n    certificates: [%s]\n%s",
                                    certificate->path, more);
    return login_start(yaml);
}

static struct answer by_assertion(struct directory *d, const char *assertion, const char *scope)
{
    return POST(d, HOME TOKEN, "client_id", APP, "grant_type", "client_credentials", "client_assertion_type",
                ASSERTION_TYPE, "client_assertion", assertion, "scope", scope);
}

static void certificate__every_part_is_checked(void **state)
{
    (void)state;
    auto_certificate struct certificate own = certificate_make(2048, 30), foreign = certificate_make(2048, 30);
    const struct {
        struct assertion how;
        int code;
    } cases[] = {
        {{.id = "1"}, 0},
        {{.id = "1"}, 50027}, /* again */
        {{.audience = BASE "/login/contoso.com/oauth2/v2.0/token"}, 0},
        {{.broken = true}, 700027},
        {{.thumbprint = foreign.sha256}, 700027},
        {{.salt = 20}, 700027},
        {{.thumbprint_name = "x5t", .thumbprint = own.sha1}, 50027},
        {{.algorithm = "RS256", .thumbprint_name = "x5t", .thumbprint = own.sha1}, 50027},
        {{.algorithm = "none"}, 50027},
        {{.audience = BASE "/login/" OTHER "/oauth2/v2.0/token"}, 700023},
        {{.audience = "https://login.microsoftonline.com/" HOME "/oauth2/v2.0/token"}, 700023},
        {{.issuer = OTHER}, 700021},
        {{.subject = OTHER}, 700021},
        {{.to = -301}, 700024},
        {{.from = 302, .to = 600}, 700024},
        {{.from = -600, .to = -200}, 0}, /* within the tolerance */
        {{.no_id = true}, 50027},
    };
    auto_login struct directory *d = with_certificate(&own, "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_str char *assertion = assertion_make(&own, cases[i].how);
        auto_answer struct answer a = by_assertion(d, assertion, GRAPH_ALL);
        if (code_of(&a) != cases[i].code || (a.status == 200) != (cases[i].code == 0))
            fail_msg("case %zu: %s", i, a.text);
    }
    auto_str char *stranger = assertion_make(&foreign, (struct assertion){.thumbprint = own.sha256});
    auto_answer struct answer forged = by_assertion(d, stranger, GRAPH_ALL);
    assert_aadsts(forged, 700027, "invalid_client");
    auto_answer struct answer garbage = by_assertion(d, "a.b.c", GRAPH_ALL);
    assert_aadsts(garbage, 50027, "invalid_client");
    auto_answer struct answer untyped = POST(d, HOME TOKEN, "client_id", APP, "grant_type", "client_credentials",
                                             "client_assertion", stranger, "scope", GRAPH_ALL);
    assert_aadsts(untyped, 900144, "invalid_request");
}

static void certificate__legacy_reuse_and_larger_keys(void **state)
{
    (void)state;
    auto_certificate struct certificate own = certificate_make(4096, 30);
    auto_login struct directory *d = with_certificate(&own, "    legacy_assertions: true\n    assertion_reuse: true\n");
    auto_str char *legacy = assertion_make(
        &own, (struct assertion){.algorithm = "RS256", .thumbprint_name = "x5t", .thumbprint = own.sha1});
    auto_answer struct answer first = by_assertion(d, legacy, GRAPH_ALL), second = by_assertion(d, legacy, GRAPH_ALL);
    assert_token(first);
    assert_token(second);
    auto_str char *current = assertion_make(&own, (struct assertion){.id = NULL});
    auto_answer struct answer given = by_assertion(d, current, BASE "/exchange/.default");
    assert_token(given);
    auto_json struct json *claims = claims_of(&given);
    assert_string_equal(text_of(claims, "appidacr"), "2");
}

static void certificate__expired(void **state)
{
    (void)state;
    auto_certificate struct certificate own = certificate_make(2048, -1);
    auto_login struct directory *d = with_certificate(&own, "");
    auto_str char *assertion = assertion_make(&own, (struct assertion){.id = NULL});
    auto_answer struct answer refused = by_assertion(d, assertion, GRAPH_ALL);
    assert_aadsts(refused, 700027, "invalid_client");
}

static void sharepoint__takes_applications_with_a_certificate(void **state)
{
    (void)state;
    auto_certificate struct certificate own = certificate_make(2048, 30);
    auto_login struct directory *d = with_certificate(&own, "    secrets: [{value: s}]\n");
    auto_str char *assertion = assertion_make(&own, (struct assertion){.id = NULL});
    auto_answer struct answer signed_in = by_assertion(d, assertion, BASE "/sharepoint/.default");
    auto_answer struct answer secret = by_secret(d, HOME, "s", BASE "/sharepoint/.default");
    d->front.tenant.certificate_only = true;
    auto_str char *good = xasprintf("Bearer %s", text_of(signed_in.json, "access_token"));
    auto_str char *bad = xasprintf("Bearer %s", text_of(secret.json, "access_token"));
    auto_answer struct answer let_in = round_of(d, "POST", "/sharepoint/_api/contextinfo", NULL, good, "");
    assert_int_equal(let_in.status, 200);
    auto_answer struct answer refused = round_of(d, "POST", "/sharepoint/_api/contextinfo", NULL, bad, "");
    assert_int_equal(refused.status, 401);
    assert_non_null(strstr(refused.text, "Unsupported app only token"));
}

/* --- scopes and tenants --- */

static void scope__one_resource(void **state)
{
    (void)state;
    static const struct {
        const char *scope;
        int person, application;
    } cases[] = {
        {GRAPH_ALL " " BASE "/exchange/.default", 28000, 700022},
        {"https://example.com/.default", 500011, 500011},
        {"offline_access", 70011, 1002012},
        {GRAPH_ALL " " BASE "/graph/User.Read.All", 70011, 1002012},
        {BASE "/graph/User.Read.All", 0, 1002012},
        {NULL, 900144, 900144},
    };
    auto_login struct directory *d = login_start(NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer person = start_code(d, HOME, APP, cases[i].scope);
        auto_answer struct answer application = by_secret(d, HOME, "secret", cases[i].scope);
        if (code_of(&person) != cases[i].person || code_of(&application) != cases[i].application)
            fail_msg("case %zu: %s %s", i, person.text, application.text);
    }
}

static void authority__known_unknown_and_open(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int code;
        const char *error;
    } cases[] = {{HOME TOKEN, 0, ""},
                 {"contoso.com" TOKEN, 0, ""},
                 {"contoso.onmicrosoft.com" TOKEN, 0, ""},
                 {OTHER TOKEN, 90002, "invalid_request"},
                 {"fabrikam.com" TOKEN, 90002, "invalid_request"},
                 {"nonsense" TOKEN, 900023, "invalid_request"},
                 {"organizations" TOKEN, 50059, "invalid_request"},
                 {"common" TOKEN, 50059, "invalid_request"},
                 {"consumers" TOKEN, 700016, "unauthorized_client"}};
    auto_login struct directory *d = login_start(NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = POST(d, cases[i].path, "client_id", APP, "grant_type", "client_credentials",
                                           "client_secret", "secret", "scope", GRAPH_ALL);
        if (code_of(&a) != cases[i].code || strcmp(text_of(a.json, "error"), cases[i].error) != 0)
            fail_msg("%s: %s", cases[i].path, a.text);
    }
    auto_answer struct answer stranger = POST(d, HOME TOKEN, "client_id", OTHER, "grant_type", "client_credentials");
    assert_aadsts(stranger, 700016, "unauthorized_client");
    auto_answer struct answer grant = POST(d, HOME TOKEN, "client_id", APP, "grant_type", "password");
    assert_aadsts(grant, 70003, "unsupported_grant_type");
    auto_answer struct answer twice = POST(d, HOME TOKEN, "client_id", APP, "client_id", APP);
    assert_aadsts(twice, 9002313, "invalid_request");
    auto_answer struct answer get = round_of(d, "GET", "/login/" HOME TOKEN, NULL, NULL, NULL);
    assert_aadsts(get, 900561, "invalid_request");
    auto_answer struct answer plain = round_of(d, "POST", "/login/" HOME TOKEN, "application/json", NULL, "{}");
    assert_aadsts(plain, 9002313, "invalid_request");
}

static void discovery__names_the_issuer(void **state)
{
    (void)state;
    static const struct {
        const char *tenant, *issuer;
    } cases[] = {{HOME, BASE "/login/" HOME "/v2.0"},
                 {"contoso.com", BASE "/login/" HOME "/v2.0"},
                 {"organizations", BASE "/login/{tenantid}/v2.0"},
                 {"common", BASE "/login/{tenantid}/v2.0"},
                 {"consumers", BASE "/login/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"}};
    auto_login struct directory *d = login_start(NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_str char *uri = xasprintf("/login/%s/v2.0/.well-known/openid-configuration", cases[i].tenant);
        auto_answer struct answer a = round_of(d, "GET", uri, NULL, NULL, NULL);
        assert_int_equal(a.status, 200);
        assert_string_equal(text_of(a.json, "issuer"), cases[i].issuer);
    }
    auto_answer struct answer none = round_of(d, "GET", "/login/" OTHER "/v2.0/.well-known/openid-configuration", NULL,
                                              NULL, NULL);
    assert_aadsts(none, 90002, "invalid_tenant");
}

/* --- Microsoft's clients --- */

static void microsofts_clients__each_for_its_resource(void **state)
{
    (void)state;
    static const struct {
        const char *app, *scope, *scp;
        int code;
    } cases[] = {
        {"14d82eec-204b-4c2f-b7e8-296a70dab67e", "https://graph.microsoft.com/User.Read.All Mail.Send",
         "User.Read.All Mail.Send", 0},
        {"14d82eec-204b-4c2f-b7e8-296a70dab67e", "https://outlook.office365.com/.default", NULL, 65002},
        {"fb78d390-0c51-40cd-8e17-fdbfab77341b", "https://outlook.office365.com/.default",
         "AdminApi.AccessAsUser.All FfoPowerShell.AccessAsUser.All Group.ReadWrite.All.Sdp RemotePowerShell.AccessAsUser.All "
         "User-OnPremisesSyncBehavior.ReadWrite.All.Sdp VivaFeatureAccessPolicy.Manage.All",
         0},
        {"fb78d390-0c51-40cd-8e17-fdbfab77341b", GRAPH_ALL, NULL, 65002},
        {"9bc3ab49-b65d-410a-85ad-de819febfddc", "https://contoso-admin.sharepoint.com/.default",
         "AllSites.FullControl", 0}};
    auto_login struct directory *d = login_start("interval: 0\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer code = start_code(d, "organizations", cases[i].app, cases[i].scope);
        auto_answer struct answer page = approve(d, &code, NULL, "approve");
        auto_answer struct answer given = poll_code(d, "organizations", cases[i].app, &code);
        auto_json struct json *claims = given.status == 200 ? claims_of(&given) : NULL;
        if (code_of(&given) != cases[i].code || (cases[i].scp && strcmp(text_of(claims, "scp"), cases[i].scp) != 0))
            fail_msg("case %zu: %s", i, given.text);
    }
    auto_answer struct answer code = start_code(d, HOME, cases[0].app, "User.ReadWrite.All");
    auto_answer struct answer page = approve(d, &code, "max.methods@contoso.com", "approve");
    auto_answer struct answer plain = poll_code(d, HOME, cases[0].app, &code);
    assert_aadsts(plain, 90094, "invalid_grant"); /* no administrator, so nobody who could consent */
}

/* --- refusals on order --- */

static void errors__every_code_of_the_table_can_be_ordered(void **state)
{
    (void)state;
    size_t count;
    const struct aadsts *rows = aadsts_all(&count);
    for (size_t i = 0; i < count; i++) {
        auto_str char *yaml = xasprintf("errors:\n  - {code: %d}\n", rows[i].code);
        auto_login struct directory *d = login_start(yaml);
        auto_answer struct answer a = by_secret(d, HOME, "secret", GRAPH_ALL);
        assert_int_equal(a.status, rows[i].status);
        assert_int_equal(code_of(&a), rows[i].code);
        assert_string_equal(text_of(a.json, "error"), rows[i].error);
        assert_string_equal(text_of(a.json, "suberror"), rows[i].suberror ? rows[i].suberror : "");
        assert_true(*text_of(a.json, "trace_id") && *text_of(a.json, "correlation_id") &&
                    *text_of(a.json, "timestamp"));
    }
}

static void errors__strike_by_user_resource_and_number(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(
        "errors:\n"
        "  - {code: 50076, user: admin@contoso.com, resource: exchange, claims: '{\"access_token\":{}}'}\n"
        "  - {code: 90033, resource: graph, grant: refresh_token, nth: 2, retry_after: 3}\n"
        "  - {code: 53003, at: devicecode, resource: sharepoint, suberror: '', message: No device codes here.}\n"
        "  - {code: 90055, app: " APP ", tenant: contoso.com, grant: client_credentials, times: 1}\n");
    auto_answer struct answer first = sign_in(d, APP, NULL);
    auto_answer struct answer stepped = renew(d, HOME, &first, BASE "/exchange/.default");
    assert_aadsts(stepped, 50076, "interaction_required");
    assert_string_equal(text_of(stepped.json, "suberror"), "basic_action");
    assert_string_equal(text_of(stepped.json, "claims"), "{\"access_token\":{}}");
    auto_answer struct answer one = renew(d, HOME, &first, GRAPH_ALL), two = renew(d, HOME, &first, GRAPH_ALL);
    auto_answer struct answer three = renew(d, HOME, &first, GRAPH_ALL);
    assert_token(one);
    assert_aadsts(two, 90033, "temporarily_unavailable");
    assert_string_equal(two.retry_after, "3");
    assert_token(three);
    auto_answer struct answer code = start_code(d, HOME, APP, BASE "/sharepoint/.default");
    assert_aadsts(code, 53003, "invalid_grant");
    assert_null(json_get(code.json, "suberror"));
    assert_non_null(strstr(text_of(code.json, "error_description"), "No device codes here."));
    auto_answer struct answer throttled = by_secret(d, HOME, "secret", GRAPH_ALL),
                              after = by_secret(d, HOME, "secret", GRAPH_ALL);
    assert_aadsts(throttled, 90055, "temporarily_unavailable");
    assert_int_equal(throttled.status, 429);
    assert_token(after);
}

static void config__wrong__says_where(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *says;
    } cases[] = {{"colour: red\n", ":1:1: colour: no such key"},
                 {"interval: soon\n", ":1:1: interval: a number"},
                 {"errors:\n  - {code: 12}\n", ":2:5: code: the service has no such error"},
                 {"apps:\n  - {name: x}\n", ":2:5: id is missing"},
                 {"apps:\n  - {id: x, certificates: [/nowhere]}\n", "/nowhere: No such file"},
                 {"people:\n  - {upn: a@b, roles: [King]}\n", "roles: no such directory role"},
                 {"people:\n  - {upn: a@b, answer: maybe}\n", "wait, approve or decline"},
                 {"tenants:\n  - {id: x}\n", ":2:5: id (a GUID), domain"},
                 {"tenants:\n  - {id: " OTHER ", domain: d, relationships: [{status: fine}]}\n", "no such status"},
                 {"customers: {count: 9000}\n", "at most 5000"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e;
        char path[] = "/tmp/roster-login-XXXXXX";
        int fd = mkstemp(path);
        assert_true(write(fd, cases[i].yaml, strlen(cases[i].yaml)) > 0);
        close(fd);
        struct login_setup setup = {.tenant_id = HOME, .client_id = APP, .file = path};
        assert_null(login_config_new(&setup, &e));
        unlink(path);
        assert_int_equal(e.code, ERR_CONFIG);
        if (!strstr(e.message, cases[i].says))
            fail_msg("%s", e.message);
    }
}

static void written_configuration__has_every_way(void **state)
{
    (void)state;
    auto_certificate struct certificate own = certificate_make(2048, 30);
    auto_str char *text = xasprintf("apps:\n  - id: " APP
                                    "\n    public: true\n    secrets: [{value: old, expires: -1d}, {value: new}]\n"
                                    "    certificates: [%s]\n    certificate_key: /keys/roster.pem\n",
                                    own.path);
    auto_login struct directory *d = login_start(text), *plain = login_start(NULL);
    auto_buf struct buf out = buf_make(1 << 16), other = buf_make(1 << 16);
    struct err e;
    roster_config_format(&d->options, d->front.login.config, BASE, &out);
    struct yaml *root = yaml_parse(buf_text(&out), out.length, "written", &e);
    const struct yaml *tenants = yaml_get(root, "tenants");
    assert_string_equal(yaml_text(yaml_get(tenants, "demo"), "client_secret", ""), "new");
    assert_string_equal(yaml_text(yaml_get(tenants, "device"), "auth", ""), "device_code");
    assert_string_equal(yaml_text(yaml_get(tenants, "certificate"), "auth", ""), "certificate");
    assert_string_equal(yaml_text(yaml_get(tenants, "certificate"), "certificate", ""), own.path);
    assert_string_equal(yaml_text(yaml_get(tenants, "certificate"), "certificate_key", ""), "/keys/roster.pem");
    assert_null(yaml_get(yaml_get(tenants, "microsoft"), "client_id"));
    assert_string_equal(yaml_text(yaml_get(yaml_get(tenants, "microsoft"), "endpoints"), "graph", ""), BASE "/graph");
    assert_string_equal(yaml_text(root, "tenant", ""), "demo");
    yaml_tree_free(root);
    roster_config_format(&plain->options, plain->front.login.config, BASE, &other);
    assert_null(strstr(buf_text(&other), "auth:"));
    assert_non_null(strstr(buf_text(&other), "client_secret: \"secret\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secret__several__each_with_an_end),
        cmocka_unit_test(application__token_says_what_it_is),
        cmocka_unit_test(certificate__every_part_is_checked),
        cmocka_unit_test(certificate__legacy_reuse_and_larger_keys),
        cmocka_unit_test(certificate__expired),
        cmocka_unit_test(sharepoint__takes_applications_with_a_certificate),
        cmocka_unit_test(scope__one_resource),
        cmocka_unit_test(authority__known_unknown_and_open),
        cmocka_unit_test(discovery__names_the_issuer),
        cmocka_unit_test(microsofts_clients__each_for_its_resource),
        cmocka_unit_test(errors__every_code_of_the_table_can_be_ordered),
        cmocka_unit_test(errors__strike_by_user_resource_and_number),
        cmocka_unit_test(written_configuration__has_every_way),
        cmocka_unit_test(config__wrong__says_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
