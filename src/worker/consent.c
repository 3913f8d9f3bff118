/* A consent that grows: what a rare row takes is asked for when it is first used, by Microsoft's own client alone. A registration
 * of one's own has its permissions already, and an application has no person who could consent. */
#include "worker/consent.h"
#include "worker/engine.h"
#include "worker/tenant_info.h"
#include "worker/tokens.h"

#include "base/clock.h"
#include "worker/scopes.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool holds_any(const struct work *work, const char *const *names)
{
    bool held = !names;
    for (; names && *names; names++)
        held |= session_allows(work->session, RESOURCE_GRAPH, *names);
    return held;
}

/* Have the next sign-in ask for them too, and say what for; false: nothing is missing. */
static bool want(struct work *work, const struct consent *consent)
{
    const char *const *lists[] = {consent->needs, consent->also};
    size_t count = 0;
    for (size_t i = 0; i < 2; i++)
        if (!holds_any(work, lists[i]))
            work->beside[count++] = scopes_one_of(lists[i]);
    work->beside[count] = NULL;
    if (count)
        snprintf(work->why[RESOURCE_GRAPH], sizeof work->why[RESOURCE_GRAPH],
                 "%s needs %s%s%s: this sign-in asks for it too", consent->use, work->beside[0],
                 count > 1 ? " and " : "", count > 1 ? work->beside[1] : "");
    return count != 0;
}

int64_t consent_step(struct work *work, struct consent *consent)
{
    if (consent->over || !work_can_grow(work)) {
        consent->over = true;
        return 0;
    }
    if (work->signing_in[RESOURCE_GRAPH] || work->sign_in)
        return -1;
    if (work->given_up[RESOURCE_GRAPH].code != ERR_OK) {
        consent->over = true; /* whoever asks now says why */
        return 0;
    }
    bool signed_in = session_token(work->session, RESOURCE_GRAPH, clock_now()) != NULL;
    if (!want(work, consent) ||
        (signed_in && consent->asked)) { /* refused: the check of the permission says the rest */
        work->why[RESOURCE_GRAPH][0] = '\0';
        work->beside[0] = NULL;
        consent->over = true;
        return 0;
    }
    if (!signed_in) {
        int64_t ms = tokens_want(work, RESOURCE_GRAPH);
        return ms > 0 ? ms : -1;
    }
    consent->asked = true;
    sign_in_begin(work, RESOURCE_GRAPH);
    return -1;
}
