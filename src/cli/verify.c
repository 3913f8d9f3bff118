/* `roster verify DIR`: whether a bundle is as it was written. Reads the folder and nothing else. */
#include "bundle/bundle.h"
#include "cli/commands.h"
#include "output/say.h"

int command_verify(const struct options *options)
{
    struct bundle_check check;
    struct err e = {.code = ERR_OK};
    if (!bundle_check(options->words[0], &check, NULL, NULL, &e))
        return options_fail(&e);
    for (size_t i = 0; i < check.fault_count; i++)
        say("%s\n", check.faults[i].text);
    if (check.fault_count)
        say_error("roster: %s is not as it was written\n", options->words[0]);
    else
        say("%zu files, %lld bytes, as they were written. Seal %s\n", check.files, (long long)check.bytes, check.seal);
    int code = check.fault_count ? 1 : 0;
    bundle_check_free(&check);
    return code;
}
