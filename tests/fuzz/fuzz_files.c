/* Files that another hand may have written: tokens, certificates, product names, the journal. */
#include "api/login/store.h"
#include "base/clock.h"
#include "codec/assertion.h"
#include "config/sku_file.h"
#include "fuzz.h"
#include "journal/journal.h"
#include <sqlite3.h>
#include <unistd.h>

/* What was there is read or refused; what is saved is read again. */
void fuzz_store(const uint8_t *data, size_t size)
{
    struct err e = {.code = ERR_OK};
    fuzz_file("tokens.json", data, size);
    struct store *store = store_open("file", fuzz_folder(), &e);
    MUST(store);
    auto_arena struct arena *arena = arena_new(0);
    const char *key = store_key(arena, "https://login.microsoftonline.com", "t", "c");
    int64_t obtained = 0;
    bool removed;
    auto_secret struct secret *before = store_load(store, key, &obtained, &e);
    MUST(!before || (e.code == ERR_OK && *secret_text(before)));
    auto_secret struct secret *token = secret_new("refresh", 7);
    bool damaged = e.code != ERR_OK;
    e = (struct err){.code = ERR_OK};
    bool saved = store_save(store, key, token, INT64_MAX, &e);
    fuzz_error(saved, &e);
    MUST(saved || damaged || before);
    if (saved) {
        auto_secret struct secret *after = store_load(store, key, &obtained, &e);
        MUST(after && (!strcmp(secret_text(after), "refresh") || before));
        MUST(store_drop(store, key, NULL, &removed, &e) && removed);
        MUST(!store_load(store, key, NULL, &e) && e.code == ERR_OK);
    }
    store_free(store);
}

void fuzz_certificate(const uint8_t *data, size_t size)
{
    auto_secret struct secret *passphrase = secret_new("open-sesame", 11);
    const char *path = fuzz_file("certificate", data, size);
    for (int how = 0; how < 2; how++) {
        struct err e = {.code = ERR_OK};
        bool wants = false;
        auto_buf struct buf out = buf_make(1u << 16);
        struct assertion_key *key = assertion_key_read(path, NULL, how ? passphrase : NULL, &wants, &e);
        fuzz_error(key, &e);
        MUST(!wants || (!key && !how));
        if (key && how)
            MUST(assertion_sign(key, "https://a", "c", "i", 1795435200000, &out) && !out.overflow);
        assertion_key_free(key);
    }
}

void fuzz_sku_file(const uint8_t *data, size_t size)
{
    auto_arena struct arena *arena = arena_new(0);
    struct sku_file_row *first = NULL;
    struct err e = {.code = ERR_OK};
    bool read = sku_file_read(fuzz_file("names.csv", data, size), arena, &first, &e);
    fuzz_error(read, &e);
    for (const struct sku_file_row *row = read ? first : NULL; row; row = row->next) {
        MUST(*row->name);
        fuzz_clean_text(row->name);
    }
}

/* --- the journal --- */

static struct journal *journal;
static sqlite3 *db;

static void close_journal(void)
{
    sqlite3_close(db);
    journal_close(journal);
}

static void open_journal(void)
{
    static char path[128];
    struct err e;
    snprintf(path, sizeof path, "%s/journal.db", fuzz_folder());
    journal = journal_open(path, &e);
    MUST(journal && !sqlite3_open(path, &db));
    atexit(close_journal);
    const struct journal_entry entry = {.begun = 1795435200000,
                                        .tenant = "t",
                                        .operator_name = "o",
                                        .action = "block-sign-in",
                                        .target_id = "i",
                                        .target_upn = "u",
                                        .target_name = "n",
                                        .prior = "{}"};
    int64_t id;
    for (int i = 0; i < 2; i++)
        MUST(journal_intent(journal, &entry, &id, &e));
    sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
}

/* "column=value": as a number where it is one, as bytes with "column:value". The table refuses what it refuses. */
static void write_row(const char *line)
{
    static const char *const columns[] = {"begun",         "ended",      "tenant",      "operator", "action",
                                          "target_id",     "target_upn", "target_name", "prior",    "requests",
                                          "request_id",    "message",    "undoes",      "state",    "owner_pid",
                                          "owner_started", "parameters", "owner"};
    const char *end = strpbrk(line, "=:");
    for (size_t i = 0; end && i < sizeof columns / sizeof *columns; i++) {
        char sql[96];
        char *rest;
        sqlite3_stmt *statement;
        if (strlen(columns[i]) != (size_t)(end - line) || strncmp(columns[i], line, (size_t)(end - line)) != 0)
            continue;
        snprintf(sql, sizeof sql, "UPDATE entry SET %s = ? WHERE id = 1", columns[i]);
        MUST(!sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
        long long number = strtoll(end + 1, &rest, 10);
        if (*end == ':')
            sqlite3_bind_blob(statement, 1, end + 1, (int)strlen(end + 1), SQLITE_TRANSIENT);
        else if (end[1] && !*rest)
            sqlite3_bind_int64(statement, 1, number);
        else
            sqlite3_bind_text(statement, 1, end + 1, -1, SQLITE_TRANSIENT);
        sqlite3_step(statement);
        sqlite3_finalize(statement);
    }
}

static void check_entry(const struct journal_entry *entry)
{
    char when[CLOCK_TEXT];
    int64_t again;
    MUST(entry->tenant && entry->operator_name && entry->action);
    MUST(entry->target_id && entry->target_upn && entry->target_name);
    MUST(journal_state_name(entry->state));
    MUST(entry->begun >= 0 && entry->ended >= 0 && entry->undoes >= 0);
    const char *text = clock_format(entry->begun, when);
    MUST(clock_parse(text, strlen(text), &again) && again == entry->begun / 1000 * 1000);
    clock_ago(entry->ended, entry->begun, when);
}

void fuzz_journal(const uint8_t *data, size_t size)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_str char *text = fuzz_text(data, size);
    struct err e = {.code = ERR_OK};
    size_t count;
    char *rest;
    if (!journal)
        open_journal();
    sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        write_row(line);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    const struct journal_entry *rows = journal_list(journal, arena, NULL, 0, 10, &count, &e);
    MUST(rows && count == 2);
    for (size_t i = 0; i < count; i++)
        check_entry(&rows[i]);
    rows = journal_unsettled(journal, arena, NULL, &count, &e);
    for (size_t i = 0; rows && i < count; i++)
        check_entry(&rows[i]);
    static const char *const again =
        "DELETE FROM entry;"
        "INSERT INTO entry (id, begun, tenant, operator, action, target_id, target_upn, target_name, state, owner_pid,"
        " owner_started) VALUES (2, 1, 't', 'o', 'a', 'i', 'u', 'n', 0, 1, 1), (1, 1, 't', 'o', 'a', 'i', 'u', 'n', 0, 1, 1)";
    MUST(!sqlite3_exec(db, again, NULL, NULL, NULL));
}
