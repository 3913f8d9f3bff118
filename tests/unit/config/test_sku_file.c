/* Microsoft's list of product names: one name a product, and what is no such list is refused. */
#include "unit.h"

#include "config/sku_file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD "Product_Display_Name,String_Id,GUID,Service_Plan_Name\n"
#define E3   "\"Office 365 E3\",ENTERPRISEPACK,6fd2c87f-b296-42f0-b197-1e91e994b900,"
#define F3   "Office 365 F3,DESKLESSPACK,4b585984-651b-448a-9e53-3b10f069cf7f,"

static bool read_text(const char *text, struct arena *arena, struct sku_file_row **first, struct err *e)
{
    char path[] = "/tmp/roster-skus-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    bool good = sku_file_read(path, arena, first, e);
    unlink(path);
    return good;
}

static void sku_file__names_each_product_once(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct sku_file_row *row;
    struct err e = {0};
    char id[GUID_TEXT];
    (void)state;
    assert_true(read_text(HEAD E3 "one\n" E3 "two\n,NAMELESS,6fd2c87f-b296-42f0-b197-1e91e994b901,x\nNo id,X,,x\n" F3
                                  "x\n",
                          arena, &row, &e));
    assert_string_equal(row->name, "Office 365 E3");
    guid_format(&row->id, id);
    assert_string_equal(id, "6fd2c87f-b296-42f0-b197-1e91e994b900");
    assert_string_equal(row->next->name, "Office 365 F3");
    assert_null(row->next->next);
    assert_true(read_text(HEAD "Office\x9b\xe2\x80\xae,X,6fd2c87f-b296-42f0-b197-1e91e994b900,x\n", arena, &row, &e));
    assert_string_equal(row->name, "Office\xef\xbf\xbd<202E>"); /* what is shown moves nothing */
}

static void sku_file__is_refused__where_it_is_none(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct sku_file_row *row;
    struct err e = {0};
    (void)state;
    assert_false(read_text("Name,GUID\nx,y\n", arena, &row, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_false(read_text(HEAD "\"open\n", arena, &row, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_false(sku_file_read("/proc/self/absent/names.csv", arena, &row, &e));
    assert_int_equal(e.code, ERR_FILE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sku_file__names_each_product_once),
        cmocka_unit_test(sku_file__is_refused__where_it_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
