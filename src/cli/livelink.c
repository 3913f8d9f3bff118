/* `roster livelink`: templates with which other programs open the form of a new user (docs/PREFILL.md). */
#include "cli/commands.h"

#include "output/say.h"
#include <string.h>

static const char autotask[] =
    "roster:add?customerId=<UDF-TenantId(tblCustomers)>&givenName=<CONTACTFIRSTNAME>&surname=<CONTACTLASTNAME>"
    "&companyName=<ACCOUNTNAME>&streetAddress=<ACCOUNTADDRESS1>&postalCode=<ACCOUNTPOSTALCODE>&city=<CITY>"
    "&country=<COUNTRY>&businessPhones=<ACCOUNTPHONE>&primDomain=<ACCOUNTWEBSITEADDRESS>\n";

static const char desktop[] = "[Desktop Entry]\n"
                              "Type=Application\n"
                              "Name=roster\n"
                              "Comment=Microsoft 365 users from the keyboard\n"
                              "Exec=roster --prefill %u\n"
                              "Terminal=true\n"
                              "NoDisplay=true\n"
                              "MimeType=x-scheme-handler/roster;\n";

int command_livelink(const struct options *options)
{
    static const struct {
        const char *name, *text;
    } templates[] = {{"autotask", autotask}, {"desktop", desktop}};
    struct err e = {.code = ERR_OK};
    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++)
        if (!strcmp(templates[i].name, options->words[0])) {
            say("%s", templates[i].text);
            return 0;
        }
    err_set(&e, ERR_USAGE, "there is no template \"%s\"", options->words[0]);
    err_hint(&e, "it is autotask or desktop");
    return options_fail(&e);
}
