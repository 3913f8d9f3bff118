/* A bundle is what was written, or what is wrong with it is found and named. */
#include "unit.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "bundle/bundle.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char base[64], folder[96];

static const struct {
    const char *name, *text;
} files[] = {{"note.md", "# Alicia Torres\n"}, {"rules.json", "{\"name\": \"..\"}\n"}, {"empty.json", ""}, {"z", "\n"}};
enum { FILES = sizeof files / sizeof files[0] };

static char *path_of(const char *name)
{
    return xasprintf("%s/%s", folder, name);
}

static void put(const char *name, const char *bytes, size_t length)
{
    auto_str char *path = path_of(name);
    int file = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(file >= 0 &&
                write(file, bytes, length) == (ssize_t)length); /* truncated to nothing it would be synced */
    assert_true(!ftruncate(file, (off_t)length) && !close(file));
}

static size_t get(const char *name, char *bytes, size_t size)
{
    auto_str char *path = path_of(name);
    int file = open(path, O_RDONLY);
    ssize_t length = read(file, bytes, size);
    assert_true(file >= 0 && length >= 0 && !close(file));
    return (size_t)length;
}

static void empty_folder(void)
{
    DIR *dir = opendir(folder);
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
    rmdir(folder);
}

static void write_bundle(char seal[BUNDLE_HASH + 1])
{
    struct err e = {0};
    empty_folder();
    struct bundle *bundle = bundle_begin(folder, &e);
    assert_non_null(bundle);
    for (size_t i = 0; i < FILES; i++)
        assert_string_equal(bundle_add(bundle, files[i].name, files[i].text, strlen(files[i].text), &e), files[i].name);
    assert_true(bundle_end(bundle, &e));
    if (seal)
        strcpy(seal, bundle_seal(bundle));
    bundle_free(bundle);
}

/* What is found; the first of it in `first` as "kind name line". */
static size_t faults(char first[300])
{
    struct bundle_check check;
    struct err e = {0};
    *first = '\0';
    assert_true(bundle_check(folder, &check, NULL, NULL, &e));
    size_t count = check.fault_count;
    for (size_t i = 0; i < count; i++) {
        const struct bundle_fault *fault = &check.faults[i];
        assert_non_null(strstr(fault->text, fault->name));
        if (!i)
            snprintf(first, 300, "%d %s %zu", fault->kind, fault->name, fault->line);
    }
    bundle_check_free(&check);
    return count;
}

static int setup(void **state)
{
    (void)state;
    strcpy(base, "/tmp/bundle-XXXXXX");
    if (!mkdtemp(base))
        return -1;
    snprintf(folder, sizeof folder, "%s/case", base);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    chmod(base, 0700);
    empty_folder();
    return rmdir(base);
}

static void collect(void *context, const char *name, char **bytes, size_t length)
{
    struct buf *out = context;
    buf_printf(out, "<%s>", name);
    buf_add(out, *bytes, length);
}

static void bundle_check__gives_what_was_written__when_nothing_changed(void **state)
{
    struct bundle_check check;
    struct err e = {0};
    struct stat about;
    char seal[BUNDLE_HASH + 1];
    auto_buf struct buf all = buf_make(1000);
    (void)state;
    write_bundle(seal);
    assert_true(bundle_check(folder, &check, collect, &all, &e));
    assert_int_equal(check.fault_count, 0);
    assert_int_equal(check.files, FILES);
    assert_int_equal(strlen(seal), BUNDLE_HASH);
    assert_string_equal(check.seal, seal);
    assert_string_equal(buf_text(&all), "<note.md># Alicia Torres\n<rules.json>{\"name\": \"..\"}\n<empty.json><z>\n");
    bundle_check_free(&check);
    assert_true(!stat(folder, &about) && (about.st_mode & 0777) == 0700);
    for (size_t i = 0; i < FILES; i++) {
        auto_str char *path = path_of(files[i].name);
        assert_true(!stat(path, &about) && (about.st_mode & 0777) == 0600);
    }
}

/* Every bit pattern that differs in one byte would be 255 times as many: the lowest, a digit's neighbour, the sign bit and all. */
static void bundle_check__names_the_file__when_one_byte_of_it_is_another(void **state)
{
    static const unsigned char masks[] = {0x01, 0x20, 0x80, 0xff};
    char bytes[4096], first[300], expected[300];
    (void)state;
    write_bundle(NULL);
    for (size_t i = 0; i <= FILES; i++) {
        const char *name = i < FILES ? files[i].name : BUNDLE_MANIFEST;
        size_t length = get(name, bytes, sizeof bytes), line = 1;
        for (size_t at = 0; at < length; at++) {
            for (size_t m = 0; m < sizeof masks; m++) {
                bytes[at] = (char)(bytes[at] ^ masks[m]);
                put(name, bytes, length);
                size_t found = faults(first);
                bytes[at] = (char)(bytes[at] ^ masks[m]);
                snprintf(expected, sizeof expected, "%d %s %zu", i < FILES ? BUNDLE_ALTERED : BUNDLE_BROKEN, name,
                         i < FILES ? i + 2 : line);
                if (!found || strcmp(first, expected) != 0)
                    fail_msg("%s, byte %zu, mask %02x: %zu faults, \"%s\"", name, at, masks[m], found, first);
            }
            line += bytes[at] == '\n';
        }
        put(name, bytes, length);
    }
    assert_int_equal(faults(first), 0);
}

static void bundle_check__names_what_is_wrong__when_files_went_came_or_swapped(void **state)
{
    char first[300];
    (void)state;
    for (int what = 0; what < 6; what++) {
        static const char *const expected[] = {"1 rules.json 3", "2 another.json 0", "1 rules.json 3",
                                               "0 note.md 2",    "0 note.md 2",      "0 note.md 2"};
        write_bundle(NULL);
        auto_str char *note = path_of("note.md"), *rules = path_of("rules.json"), *other = path_of("another.json");
        switch (what) {
        case 0:
            assert_false(unlink(rules));
            break;
        case 1:
            put("another.json", "{}", 2);
            break;
        case 2:
            assert_false(rename(rules, other));
            break;
        case 3:
            assert_false(rename(rules, other) || rename(note, rules) || rename(other, note));
            break;
        case 4:
            assert_false(truncate(note, 3));
            break;
        case 5:
            assert_false(unlink(note) || symlink("rules.json", note));
            break;
        }
        assert_int_equal(faults(first), what == 2 || what == 3 ? 2 : 1);
        assert_string_equal(first, expected[what]);
    }
}

/* The manifest without one of its lines, with two of them swapped, one twice, or cut off anywhere. */
static void bundle_check__names_the_line__when_lines_went_or_swapped(void **state)
{
    char text[4096], other[8192], first[300], expected[300];
    const char *lines[FILES + 3];
    (void)state;
    write_bundle(NULL);
    size_t length = get(BUNDLE_MANIFEST, text, sizeof text), count = 0;
    for (size_t at = 0; at < length; at++)
        if (!at || text[at - 1] == '\n')
            lines[count++] = text + at;
    assert_int_equal(count, FILES + 2);
    lines[count] = text + length;
    for (size_t i = 0; i < count; i++)
        for (int twice = 0; twice < 2; twice++) {
            size_t before = (size_t)(lines[twice ? i + 1 : i] - text);
            memcpy(other, text, before);
            memcpy(other + before, twice ? lines[i] : lines[i + 1], length - (size_t)(lines[twice ? i : i + 1] - text));
            put(BUNDLE_MANIFEST, other, before + length - (size_t)(lines[twice ? i : i + 1] - text));
            assert_true(faults(first) > 0);
            snprintf(expected, sizeof expected, "%d %s %zu", BUNDLE_BROKEN, BUNDLE_MANIFEST, i + 1 + (size_t)twice);
            assert_string_equal(first, expected);
        }
    for (size_t i = 1; i + 1 < count; i++) {
        size_t a = (size_t)(lines[i + 1] - lines[i]), b = (size_t)(lines[i + 2] - lines[i + 1]);
        memcpy(other, text, length);
        memcpy(other + (lines[i] - text), lines[i + 1], b);
        memcpy(other + (lines[i] - text) + b, lines[i], a);
        put(BUNDLE_MANIFEST, other, length);
        assert_true(faults(first) > 0);
        snprintf(expected, sizeof expected, "%d %s %zu", BUNDLE_BROKEN, BUNDLE_MANIFEST, i + 1);
        assert_string_equal(first, expected);
    }
    for (size_t cut = 0; cut < length; cut++) {
        put(BUNDLE_MANIFEST, text, cut);
        assert_true(faults(first) > 0);
        assert_non_null(strstr(first, BUNDLE_MANIFEST));
    }
    auto_str char *path = path_of(BUNDLE_MANIFEST);
    unlink(path);
    assert_int_equal(faults(first), 1 + FILES);
    assert_string_equal(first, "1 MANIFEST 1");
}

/* Whoever makes a manifest of his own gets another seal. */
static void bundle_seal__differs__when_anything_does(void **state)
{
    char one[BUNDLE_HASH + 1], other[BUNDLE_HASH + 1];
    struct err e = {0};
    (void)state;
    write_bundle(one);
    write_bundle(other);
    assert_string_equal(one, other);
    empty_folder();
    struct bundle *bundle = bundle_begin(folder, &e);
    for (size_t i = 0; i < FILES; i++)
        assert_non_null(bundle_add(bundle, files[i].name, i ? files[i].text : "# Another\n",
                                   strlen(i ? files[i].text : "# Another\n"), &e));
    assert_true(bundle_end(bundle, &e));
    assert_string_not_equal(bundle_seal(bundle), one);
    bundle_free(bundle);
}

static void bundle_begin__refuses__where_something_is_or_others_may_write(void **state)
{
    char first[300];
    struct err e = {0};
    (void)state;
    write_bundle(NULL);
    assert_null(bundle_begin(folder, &e));
    assert_int_equal(e.code, ERR_FILE);
    assert_int_equal(faults(first), 0); /* and what was there is as it was */
    empty_folder();
    assert_false(mkdir(folder, 0700) || chmod(folder, 0777));
    assert_null(bundle_begin(folder, &e));
    assert_non_null(strstr(e.message, "others can write"));
    assert_false(rmdir(folder) || chmod(base, 0777));
    assert_null(bundle_begin(folder, &e));
    assert_non_null(strstr(e.message, "others can write"));
    assert_int_equal(access(folder, F_OK), -1);
    assert_false(chmod(base, 0700));
    auto_str char *link = xasprintf("%s/link", base);
    assert_false(mkdir(folder, 0700) || symlink(folder, link));
    assert_null(bundle_begin(link, &e));
    assert_false(unlink(link));
}

static void bundle_add__cleans_the_name__and_gives_each_file_one_of_its_own(void **state)
{
    static const struct {
        const char *asked, *got;
    } names[] = {
        {"../../etc/passwd", "_._.._etc_passwd"},
        {".hidden", "_hidden"},
        {"-rf", "_rf"},
        {"a\033[2Jb\n.json", "a__2Jb_.json"},
        {"", "_"},
        {"rules.json", "rules.json"},
        {"Rules.json", "Rules-2.json"},
        {"rules.json", "rules-3.json"},
        {"manifest", "manifest-2"},
        {BUNDLE_MANIFEST, "MANIFEST-3"},
        {"M\xc3\xbcller \xe2\x80\xae.md", "M__ller____.md"},
        {"alicia.torres@contoso.com", "alicia.torres@contoso.com"},
        {"end.", "end_"},
    };
    enum { NAMES = sizeof names / sizeof names[0] };
    char longest[1000], first[300];
    struct err e = {0};
    (void)state;
    empty_folder();
    struct bundle *bundle = bundle_begin(folder, &e);
    for (size_t i = 0; i < NAMES; i++)
        assert_string_equal(bundle_add(bundle, names[i].asked, "x", 1, &e), names[i].got);
    memset(longest, 'l', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    for (int i = 0; i < 12; i++)
        assert_non_null(bundle_add(bundle, longest, "x", 1, &e));
    assert_true(bundle_end(bundle, &e));
    bundle_free(bundle);
    assert_int_equal(faults(first), 0);
}

static void bundle_free__leaves_nothing__when_it_was_not_ended(void **state)
{
    struct err e = {0};
    (void)state;
    empty_folder();
    struct bundle *bundle = bundle_begin(folder, &e);
    assert_non_null(bundle_add(bundle, "a.json", "{}", 2, &e));
    put("b.json", "mine", 4); /* of somebody else: no name of it is lost, and none replaced */
    assert_null(bundle_add(bundle, "b.json", "{}", 2, &e));
    assert_non_null(strstr(e.message, "b.json"));
    char bytes[10];
    assert_int_equal(get("b.json", bytes, sizeof bytes), 4);
    bundle_free(bundle);
    assert_int_equal(rmdir(folder), -1);
    assert_int_equal(errno, ENOTEMPTY);
    auto_str char *path = path_of("b.json");
    assert_false(unlink(path) || rmdir(folder));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bundle_check__gives_what_was_written__when_nothing_changed),
        cmocka_unit_test(bundle_check__names_the_file__when_one_byte_of_it_is_another),
        cmocka_unit_test(bundle_check__names_what_is_wrong__when_files_went_came_or_swapped),
        cmocka_unit_test(bundle_check__names_the_line__when_lines_went_or_swapped),
        cmocka_unit_test(bundle_seal__differs__when_anything_does),
        cmocka_unit_test(bundle_begin__refuses__where_something_is_or_others_may_write),
        cmocka_unit_test(bundle_add__cleans_the_name__and_gives_each_file_one_of_its_own),
        cmocka_unit_test(bundle_free__leaves_nothing__when_it_was_not_ended),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
