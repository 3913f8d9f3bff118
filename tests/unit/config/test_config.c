/* The configuration: defaults, every setting, and every mistake with file, line and column. */
#include "unit.h"

#include "config/config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    char home[64], path[128], state[128];
};

static int set_up(void **state)
{
    static struct fixture f;
    strcpy(f.home, "/tmp/roster-config-XXXXXX");
    assert_non_null(mkdtemp(f.home));
    snprintf(f.path, sizeof f.path, "%s/c.yaml", f.home);
    snprintf(f.state, sizeof f.state, "%s/state", f.home);
    assert_int_equal(setenv("HOME", f.home, 1) | setenv("XDG_STATE_HOME", f.state, 1), 0);
    unsetenv("XDG_CONFIG_HOME");
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    static const char *const files[] = {"c.yaml",
                                        "state/roster",
                                        "state",
                                        ".config/roster/config.yaml",
                                        ".config/roster",
                                        ".config",
                                        "x/roster/config.yaml",
                                        "x/roster",
                                        "x",
                                        ".local/state/roster",
                                        ".local/state",
                                        ".local"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[160];
        snprintf(path, sizeof path, "%s/%s", f->home, files[i]);
        remove(path);
    }
    return rmdir(f->home);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static struct config *read_text(struct fixture *f, const char *text, struct err *e)
{
    write_file(f->path, text);
    return config_read(f->path, e);
}

#define TENANT "tenants:\n  acme:\n    tenant_id: acme.example\n    client_id: c\n"

static void config__says_where__for_every_mistake(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text, *says; /* behind the file's name */
    } rows[] = {
        {"- a\n", ":1:1: a map is expected"},
        {"text\n", ":1:1: a map is expected"},
        {"nosuch: 1\n", ":1:1: nosuch: there is no such setting"},
        {"theme: dark\nThEme: x\n", ":2:1: ThEme: there is no such setting"},
        {"theme:\n", ":1:1: theme: a value is missing"},
        {"theme: [a]\n", ":1:1: theme: a plain value is expected"},
        {"ascii: maybe\n", ":1:1: ascii: true or false is expected"},
        {"lists: [a]\n", ":1:1: lists: a map of lists to lines is expected"},
        {"lists:\n  words-pay: lohn\n", ":2:3: words-pay: a list is expected"},
        {"lists:\n  words-pay: [{a: b}]\n", ":2:15: words-pay: a list of plain values is expected"},
        {"fuse: some\n", ":1:1: fuse: a number is expected, 0 or more"},
        {"fuse: -1\n", ":1:1: fuse: a number is expected"},
        {"fuse: 5 of 10\n", ":1:1: fuse: a number is expected"},
        {"fuse: [5]\n", ":1:1: fuse: a plain value is expected"},
        {"mouse: {a: b}\n", ":1:1: mouse: a plain value is expected"},
        {"columns: mail\n", ":1:1: columns: a list is expected"},
        {"columns: []\n", ":1:1: columns: at least one column is expected"},
        {"columns: [mail,\n  foo]\n", ":2:3: columns: there is no column \"foo\""},
        {"views:\n  one: mail:x\n  two: \"nosuch:1\"\n", ":3:3: two: "},
        {"columns: [mail, [id]]\n", ":1:17: columns: a list of plain values"},
        {"views: [a]\n", ":1:1: views: a map of names to filters"},
        {"views:\n  one: [a]\n", ":2:3: one: a filter is expected"},
        {"keys: x\n", ":1:1: keys: a map of commands to keys"},
        {"keys:\n  refresh:\n", ":2:3: refresh: a key is expected"},
        {"keys:\n  refresh: [F5, {}]\n", ":2:17: refresh: a key is expected"},
        {"tenants: acme\n", ":1:1: tenants: a map of names to tenants"},
        {"tenants:\n  acme: x\n", ":2:3: acme: a map is expected"},
        {"tenants:\n  acme:\n    client_id: c\n    secret_env: X\n", ":2:3: acme: tenant_id is missing"},
        {"tenants:\n  acme:\n    tenant_id: t\n    secret_env: X\n", ":2:3: acme: client_id is missing"},
        {TENANT "    secret_env: X\n    secret_file: Y\n", ":2:3: acme: only one of secret_file"},
        {TENANT "    client_secret: x\n", ":5:5: client_secret: in the file it is for loopback endpoints alone"},
        {TENANT "    auth: password\n",
         ":5:5: auth: device_code, browser, client_secret, certificate, token or managed_identity is expected"},
        {TENANT "    auth: [token]\n", ":5:5: auth: a plain value is expected"},
        {TENANT "    auth: device_code\n    secret_env: X\n", ":6:5: secret_env: does not go with auth: device_code"},
        {TENANT "    auth: token\n    secret_file: X\n", ":6:5: secret_file: does not go with auth: token"},
        {TENANT "    auth: managed_identity\n    certificate: X\n",
         ":6:5: certificate: does not go with auth: managed_identity"},
        {TENANT "    auth: client_secret\n    certificate: X\n",
         ":6:5: certificate: does not go with auth: client_secret"},
        {TENANT "    certificate_key: X\n", ":2:3: acme: certificate is missing"},
        {TENANT "    cloud: germany\n", ":5:5: cloud: global, usgov, dod or china is expected"},
        {TENANT "    token_store: disk\n", ":5:5: token_store: keyring, file or none is expected"},
        {"tenants:\n  acme:\n    tenant_id: organizations\n    client_id: c\n    secret_env: X\n",
         ":3:5: tenant_id: an application signs in to one tenant"},
        {TENANT "    secret_env: X\n    colour: red\n", ":6:5: colour: there is no such setting"},
        {TENANT "    secret_env: X\n    break_glass: ann\n", ":6:5: break_glass: a list is expected"},
        {TENANT "    secret_env: X\n    break_glass: [a@b, ann]\n",
         ":6:24: break_glass: a sign-in name or an id is expected"},
        {TENANT "    secret_env: X\n    endpoints: x\n", ":6:5: endpoints: a map is expected"},
        {TENANT "    secret_env: X\n    endpoints:\n      graf: https://h\n", ":7:7: graf: there is no such setting"},
        {TENANT "    secret_env: X\n    endpoints:\n      graph: graph.example\n", ":7:7: graph: not a URL"},
        {TENANT "    secret_env: X\n    endpoints:\n      graph: http://graph.example\n",
         ":7:7: graph: plain http is accepted for loopback"},
        {TENANT "    secret_env: X\n    secret_env: Y\n", ":6:5: this key is there already"},
        {TENANT "    secret_env: X\n    accent: purplish\n", ":6:5: accent: there is no colour \"purplish\""},
        {TENANT "    secret_env: X\n    accent: \"#12\"\n", ":6:5: accent: there is no colour \"#12\""},
        {"theme: \"dark\n", ":2:1: "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = {0};
        struct config *config = read_text(f, rows[i].text, &e);
        if (config || strncmp(e.message, f->path, strlen(f->path)) != 0 ||
            strncmp(e.message + strlen(f->path), rows[i].says, strlen(rows[i].says)) != 0)
            fail_msg("%s: %s", rows[i].text, config ? "taken" : e.message);
        assert_int_equal(e.code, ERR_CONFIG);
    }
}

static void config__reads__every_setting(void **state)
{
    struct fixture *f = *state;
    static const char text[] =
        "theme: light\nascii: yes\nmouse: true\nread_only: no\nfuse: 0\nsettle_after: 7\nsku_names: /tmp/x.csv\ntenant: two\ncolumns: [mail, id]\n"
        "views:\n  Finance: dept:finance\nkeys:\n  refresh: Ctrl-R\n"
        "lists:\n  words-pay: [lohn, \"word:pay\"]\n  agents:\n    - own,prefix,backup/\n"
        "tenants:\n  one:\n    tenant_id: 1\n    client_id: a\n    secret_file: /s\n    accent: red\n    read_only: true\n    ca_file: /ca\n"
        "    break_glass: [glass@x, other@x]\n"
        "  two:\n    tenant_id: 2\n    client_id: b\n    client_secret: s\n"
        "    endpoints: {login: \"http://127.0.0.1:1/login//\", graph: \"http://[::1]:1/graph\", exchange: \"https://e/\", mfa: \"https://m\", sharepoint: \"https://s\"}\n";
    struct err e = {0};
    struct config *config = read_text(f, text, &e);
    if (!config)
        fail_msg("%s", e.message);
    assert_string_equal(config->path, f->path);
    assert_string_equal(config->theme, "light");
    assert_true(config->ascii && config->mouse && !config->read_only);
    assert_int_equal(config->fuse, 0);
    assert_int_equal(config->settle_after, 7);
    assert_string_equal(config->sku_names, "/tmp/x.csv");
    assert_string_equal(config->columns[1], "id");
    assert_null(config->columns[2]);
    assert_int_equal(config->view_count, 1);
    assert_string_equal(config->views[0].name, "Finance");
    assert_string_equal(config->views[0].filter, "dept:finance");
    assert_int_equal(config->key_count, 1);
    assert_string_equal(config->keys[0].key, "Ctrl-R");
    assert_int_equal(config->keys[0].line, 13);
    assert_int_equal(config->line_count, 3);
    assert_string_equal(config->lines[1].list, "words-pay");
    assert_string_equal(config->lines[1].line, "word:pay");
    assert_string_equal(strchr(config->lines[1].where, 0x3a), ":15:21");
    assert_string_equal(config->lines[2].line, "own,prefix,backup/");
    assert_string_equal(strchr(config->lines[2].where, 0x3a), ":17:7");
    assert_int_equal(config->tenant_count, 2);
    const struct config_tenant *one = config_tenant(config, "one", &e), *two = config_tenant(config, NULL, &e);
    assert_string_equal(one->name, "one");
    assert_string_equal(one->endpoints.at[RESOURCE_LOGIN], "https://login.microsoftonline.com");
    assert_string_equal(one->endpoints.at[RESOURCE_GRAPH], "https://graph.microsoft.com");
    assert_string_equal(one->endpoints.at[RESOURCE_EXCHANGE], "https://outlook.office365.com");
    assert_null(one->endpoints.at[RESOURCE_SHAREPOINT]);
    assert_string_equal(one->secret_file, "/s");
    assert_string_equal(one->accent, "red");
    assert_non_null(strstr(one->secret_where, ":5"));
    assert_null(one->certificate_where);
    assert_true(one->read_only);
    assert_string_equal(one->break_glass[1].name, "other@x");
    assert_string_equal(strchr(one->break_glass[1].where, 0x3a), ":26:28");
    assert_null(one->break_glass[2].name);
    assert_string_equal(two->name, "two"); /* the default one */
    assert_string_equal(two->endpoints.at[RESOURCE_LOGIN], "http://127.0.0.1:1/login");
    assert_string_equal(two->endpoints.at[RESOURCE_GRAPH], "http://[::1]:1/graph");
    assert_string_equal(two->endpoints.at[RESOURCE_EXCHANGE], "https://e");
    assert_null(two->break_glass);
    config_free(config);
}

static void config_tenant__finds_one__or_says_how_to_name_it(void **state)
{
    struct fixture *f = *state;
    static const char one[] = TENANT "    secret_env: X\n",
                      second[] = "  other:\n    tenant_id: t\n    client_id: c\n    secret_command: s\n";
    struct err e = {0};
    char both[400];
    struct config *config = read_text(
        f, "", &e); /* nothing is configured: whatever tenant the account is of, or the one named */
    const struct config_tenant *alone = config_tenant(config, NULL, &e);
    assert_string_equal(alone->tenant_id, "organizations");
    assert_null(alone->client_id);
    assert_int_equal(alone->auth, AUTH_DEVICE_CODE);
    assert_string_equal(alone->endpoints.at[RESOURCE_LOGIN], "https://login.microsoftonline.com");
    assert_string_equal(config_tenant(config, "acme.example", &e)->tenant_id, "acme.example");
    config_free(config);
    setenv(CONFIG_TOKEN_VARIABLE, "x", 1);
    config = read_text(f, "", &e);
    assert_int_equal(config_tenant(config, NULL, &e)->auth, AUTH_TOKEN);
    unsetenv(CONFIG_TOKEN_VARIABLE);
    config_free(config);
    config = read_text(f, one, &e);
    assert_string_equal(config_tenant(config, NULL, &e)->name, "acme");
    assert_null(config_tenant(config, "ACME", &e));
    assert_non_null(strstr(e.message, f->path));
    config_free(config);
    snprintf(both, sizeof both, "%s%s", one, second);
    config = read_text(f, both, &e);
    assert_null(config_tenant(config, NULL, &e));
    assert_non_null(strstr(e.message, "--tenant NAME"));
    assert_string_equal(config_tenant(config, "other", &e)->secret_command, "s");
    config_free(config);
    config_free(NULL);
}

static void config__knows_how_to_sign_in__by_what_is_given(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *rest;
        enum config_auth auth;
        const char *graph;
    } rows[] = {
        {"", AUTH_DEVICE_CODE, "https://graph.microsoft.com"},
        {"    secret_env: X\n", AUTH_CLIENT_SECRET, "https://graph.microsoft.com"},
        {"    auth: client_secret\n", AUTH_CLIENT_SECRET, "https://graph.microsoft.com"}, /* it is asked for */
        {"    certificate: /c.pem\n    certificate_key: /k.pem\n    secret_file: /p\n", AUTH_CERTIFICATE,
         "https://graph.microsoft.com"},
        {"    auth: token\n    cloud: USGOV\n", AUTH_TOKEN, "https://graph.microsoft.us"},
        {"    auth: managed_identity\n    cloud: dod\n", AUTH_MANAGED_IDENTITY, "https://dod-graph.microsoft.us"},
        {"    cloud: china\n    token_store: file\n", AUTH_DEVICE_CODE, "https://microsoftgraph.chinacloudapi.cn"},
        {"    cloud: china\n    endpoints:\n      graph: https://g\n", AUTH_DEVICE_CODE, "https://g"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = {0};
        char text[400];
        snprintf(text, sizeof text, "%s%s", TENANT, rows[i].rest);
        struct config *config = read_text(f, text, &e);
        if (!config)
            fail_msg("%s", e.message);
        const struct config_tenant *tenant = config_tenant(config, NULL, &e);
        assert_int_equal(tenant->auth, rows[i].auth);
        assert_string_equal(tenant->endpoints.at[RESOURCE_GRAPH], rows[i].graph);
        config_free(config);
    }
}

static void config__lives__in_the_xdg_places(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    char path[160];
    struct config *config = config_read(NULL, &e); /* no file: all defaults */
    assert_non_null(config);
    assert_null(config->path);
    assert_null(config->theme);
    assert_false(config->ascii || config->mouse || config->read_only);
    assert_int_equal(config->fuse, CONFIG_FUSE);
    assert_int_equal(config->settle_after, CONFIG_SETTLE_AFTER);
    snprintf(path, sizeof path, "%s/state/roster", f->home);
    assert_string_equal(config->state_folder, path);
    assert_int_not_equal(access(path, F_OK), 0); /* made when something is kept */
    config_free(config);
    snprintf(path, sizeof path, "%s/.config", f->home);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/.config/roster", f->home);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/.config/roster/config.yaml", f->home);
    write_file(path, "theme: home\n");
    config = config_read(NULL, &e);
    assert_string_equal(config->theme, "home");
    config_free(config);
    snprintf(path, sizeof path, "%s/x", f->home);
    mkdir(path, 0700);
    setenv("XDG_CONFIG_HOME", path, 1);
    config = config_read(NULL, &e);
    assert_null(config->path);
    config_free(config);
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("XDG_STATE_HOME");
    config = config_read(NULL, &e);
    assert_string_equal(config->theme, "home");
    snprintf(path, sizeof path, "%s/.local/state/roster", f->home);
    assert_string_equal(config->state_folder, path);
    config_free(config);
}

static void config__says_which_file__when_it_cannot_be_read_or_made(void **state)
{
    (void)state;
    struct err e = {0};
    assert_null(config_read("/proc/self/absent/c.yaml", &e)); /* one that was asked for has to be there */
    assert_int_equal(e.code, ERR_FILE);
    assert_non_null(strstr(e.message, "/proc/self/absent/c.yaml"));
}

/* What was read before it was looked at could name a command of somebody else's. */
static void config__refuses__places_that_are_not_the_users(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *variable, *value;
    } relative[] = {{"XDG_STATE_HOME", "here"}, {"XDG_CONFIG_HOME", "./x"}, {"HOME", "."}};
    struct err e = {0};
    for (size_t i = 0; i < sizeof relative / sizeof relative[0]; i++) {
        unsetenv("XDG_CONFIG_HOME");
        setenv(relative[i].variable, relative[i].value, 1);
        assert_null(config_read(NULL, &e));
        assert_int_equal(e.code, ERR_CONFIG);
        assert_non_null(strstr(e.message, relative[i].variable));
        setenv("XDG_STATE_HOME", f->state, 1);
    }
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("HOME"); /* the system knows one */
    unsetenv("XDG_STATE_HOME");
    struct config *config = config_read(NULL, &e);
    assert_non_null(config);
    assert_int_equal(config->state_folder[0], '/');
    config_free(config);
    write_file(f->path, "");
    assert_int_equal(chmod(f->path, 0602), 0);
    assert_null(config_read(f->path, &e));
    assert_non_null(strstr(e.message, "others can write"));
    assert_int_equal(chmod(f->path, 0600) | chmod(f->home, 0777), 0);
    assert_null(config_read(f->path, &e));
    assert_non_null(strstr(e.message, f->home));
    assert_int_equal(chmod(f->home, 01777), 0); /* as /tmp is: nobody can take another's file away */
    config = config_read(f->path, &e);
    assert_non_null(config);
    config_free(config);
    assert_int_equal(chmod(f->home, 0700) | unlink(f->path) | mkfifo(f->path, 0600), 0);
    assert_null(config_read(f->path, &e)); /* and does not wait for a writer */
    assert_non_null(strstr(e.message, "no regular file"));
}

static void config__makes__paths_absolute(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    char beside[160];
    setenv("HOME", "/home/ann", 1);
    struct config *config = read_text(
        f, "theme: ~/t.yaml\nsku_names: names.csv\n" TENANT "    secret_file: ~/s\n    ca_file: /etc/ca.pem\n", &e);
    assert_non_null(config);
    snprintf(beside, sizeof beside, "%s/names.csv", f->home);
    assert_string_equal(config->theme, "/home/ann/t.yaml");
    assert_string_equal(config->sku_names, beside);
    assert_string_equal(config->tenants[0].secret_file, "/home/ann/s");
    assert_string_equal(config->tenants[0].ca_file, "/etc/ca.pem");
    config_free(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(config__says_where__for_every_mistake, set_up, tear_down),
        cmocka_unit_test_setup_teardown(config__reads__every_setting, set_up, tear_down),
        cmocka_unit_test_setup_teardown(config_tenant__finds_one__or_says_how_to_name_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(config__lives__in_the_xdg_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(config__knows_how_to_sign_in__by_what_is_given, set_up, tear_down),
        cmocka_unit_test_setup_teardown(config__refuses__places_that_are_not_the_users, set_up, tear_down),
        cmocka_unit_test_setup_teardown(config__makes__paths_absolute, set_up, tear_down),
        cmocka_unit_test_setup_teardown(config__says_which_file__when_it_cannot_be_read_or_made, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
