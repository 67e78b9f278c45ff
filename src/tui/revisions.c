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

/* Reads it in place of the one that was not asked for longest; -1: it cannot be read. */
static int read_it(struct app *app, const char *hash)
{
    struct revisions *revisions = &app->revisions;
    struct policy policy;
    struct policy_revision revision;
    int place = 0;
    if (!revision_load(app->options->store, 0, hash, &policy, &revision, NULL)) {
        policy_clear(&policy);
        return -1;
    }
    for (int i = 1; i < REVISIONS_KEPT; i++)
        if (revisions->kept[i].asked < revisions->kept[place].asked)
            place = i;
    if (*revisions->kept[place].hash)
        policy_clear(&revisions->kept[place].policy);
    revisions->kept[place].policy = policy;
    snprintf(revisions->kept[place].hash, sizeof revisions->kept[place].hash, "%s", hash);
    return place;
}

const struct policy *revisions_policy(struct app *app, const char *hash)
{
    struct revisions *revisions = &app->revisions;
    if (!*hash)
        return NULL;
    if (strcmp(hash, app->model.revision.hash) == 0)
        return &app->model.policy;
    int place = place_of(revisions, hash);
    if (place < 0)
        place = read_it(app, hash);
    if (place < 0)
        return NULL;
    revisions->kept[place].asked = ++revisions->asking;
    return &revisions->kept[place].policy;
}
