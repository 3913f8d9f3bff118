/* OneDrive: how full, in which state, where. */
#include "panel/rows.h"

/* Where Graph does not tell how full it is, as to a person of another's, the administration does. */
static struct record_page *told_by_administration(const struct part_input *input)
{
    const struct record_page *site = input->from[0]->page, *drive = input->from[1]->page;
    struct record_page *page = record_page_new(source_find("onedrive-site")->kind);
    bool told = !input->from[1]->over || (drive && drive->count);
    for (size_t i = 0; !told && site && i < site->count; i++) {
        struct record *record = record_page_add(page);
        for (size_t k = 0; k < page->kind->count; k++)
            record_take(record, page->kind->fields[k].name, &site->records[i], page->kind->fields[k].name);
        record->raw = site->records[i].raw;
    }
    return page;
}

static const struct part parts[] = {
    {.title = "OneDrive",
     .sources = {"drive"},
     .fields = FIELDS("part", "used", "total", "deleted", "state", "webUrl"),
     .none = "Not provisioned: the action \"Pre-provision OneDrive\" makes it."},
    {.title = "Usage as SharePoint's administration tells it",
     .sources = {"onedrive-site", "drive"},
     .fields = FIELDS("part", "used", "total"),
     .make = told_by_administration,
     .only_some = true},
    {.title = "Sharing",
     .sources = {"onedrive-site"},
     .fields = FIELDS("sharing", "lockState", "url"),
     .none = "SharePoint knows of no OneDrive."},
};
const struct panel panel_onedrive = {.name = "onedrive", .label = "OneDrive", .parts = parts, .count = COUNT_OF(parts)};
