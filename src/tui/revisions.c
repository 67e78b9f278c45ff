#include "revisions.h"

#include <stdio.h>
#include <string.h>

#include "app.h"
#include "mtacon/store/revision.h"

void revisions_clear(struct revisions *revisions)
{
    for (int i = 0; i < REVISIONS_KEPT; i++)
        if (*revisions->kept[i].hash)
            policy_clear(&revisions->kept[i].policy);
    *revisions = (struct revisions){.asking = 0};
}

static int place_of(const struct revisions *revisions, const char *hash)
{
    for (int i = 0; i < REVISIONS_KEPT; i++)
        if (strcmp(revisions->kept[i].hash, hash) == 0)
            return i;
    return -1;
}

static enum archive_answer read_it(struct app *app, const char *hash, struct policy *policy)
{
    struct policy_revision revision;
    if (app->model.archive)
        return archive_take(app->model.archive, hash, policy, &revision, NULL);
    if (revision_load(app->options->store, 0, hash, policy, &revision, NULL))
        return ARCHIVE_HERE;
    policy_clear(policy);
    return ARCHIVE_MISSING;
}

/* In place of the one that was not asked for longest. */
static int keep(struct revisions *revisions, const char *hash, const struct policy *policy)
{
    int place = 0;
    for (int i = 1; i < REVISIONS_KEPT; i++)
        if (revisions->kept[i].asked < revisions->kept[place].asked)
            place = i;
    if (*revisions->kept[place].hash)
        policy_clear(&revisions->kept[place].policy);
    revisions->kept[place].policy = *policy;
    snprintf(revisions->kept[place].hash, sizeof revisions->kept[place].hash, "%s", hash);
    return place;
}

enum archive_answer revisions_policy(struct app *app, const char *hash,
                                     const struct policy **policy)
{
    struct revisions *revisions = &app->revisions;
    struct policy fresh;
    *policy = NULL;
    if (!*hash)
        return ARCHIVE_MISSING;
    if (strcmp(hash, app->model.revision.hash) == 0) {
        *policy = &app->model.policy;
        return ARCHIVE_HERE;
    }
    int place = place_of(revisions, hash);
    if (place < 0) {
        enum archive_answer answer = read_it(app, hash, &fresh);
        if (answer != ARCHIVE_HERE)
            return answer;
        place = keep(revisions, hash, &fresh);
    }
    revisions->kept[place].asked = ++revisions->asking;
    *policy = &revisions->kept[place].policy;
    return ARCHIVE_HERE;
}
