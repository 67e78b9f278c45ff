/* A push to one node: what is sent, and what its answer comes to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/store/audit.h"
#include "rollout_private.h"

/* ---- what is sent ---- */

/* A revision as nodes of one kind get it, and they are many: rendered once. */
struct push_source {
    struct push_source *next;
    struct rollout_drive *drive; /* NULL: it is gone, and nobody waits any more */
    const struct mta_driver *driver;
    char hash[SHA256_HEX_SIZE];
    bool ready, good;
    struct policy_revision revision;
    struct mta_bundle bundle;
};

static void push_source_free(struct push_source *source)
{
    mta_bundle_clear(&source->bundle);
    free(source);
}

static void push_source_render(void *argument, struct store *store)
{
    struct push_source *source = argument;
    struct policy policy;
    char *document = NULL;
    if (revision_load(store, 0, source->hash, &policy, &source->revision, NULL))
        document = revision_document(store, source->hash, NULL);
    if (document)
        mta_bundle_render(&source->bundle, source->driver, &policy, document);
    source->good = document != NULL;
    policy_clear(&policy);
    free(document);
}

/* Those that nobody asked for lately go. */
static void push_source_is_ready(void *argument)
{
    enum { KEPT = 4 };
    struct push_source *source = argument;
    int kept = 0;
    source->ready = true;
    if (!source->drive) {
        push_source_free(source);
        return;
    }
    source->drive->stepped_at = 0; /* it waits for that alone */
    for (struct push_source **at = &source->drive->sources; *at;) {
        struct push_source *one = *at;
        if (one->ready && ++kept > KEPT) {
            *at = one->next;
            push_source_free(one);
        } else {
            at = &one->next;
        }
    }
}

void push_sources_drop(struct rollout_drive *drive)
{
    while (drive->sources) {
        struct push_source *source = drive->sources;
        drive->sources = source->next;
        source->drive = NULL;
        if (source->ready)
            push_source_free(source);
    }
}

/* One that could not be read: it is tried again. */
static void push_source_forget(struct rollout_drive *drive, struct push_source *source)
{
    struct push_source **at = &drive->sources;
    while (*at != source)
        at = &(*at)->next;
    *at = source->next;
    push_source_free(source);
}

/* The one of that hash, ready or not. */
static struct push_source *push_source_get(struct rollout_drive *drive, const char *hash,
                                           const struct mta_driver *driver)
{
    static const struct clerk_task rendering = {push_source_render, push_source_is_ready};
    for (struct push_source **at = &drive->sources; *at; at = &(*at)->next)
        if ((*at)->driver == driver && strcmp((*at)->hash, hash) == 0)
            return *at;
    struct push_source *source = memory_new(1, sizeof *source);
    source->drive = drive;
    source->driver = driver;
    snprintf(source->hash, sizeof source->hash, "%s", hash);
    source->next = drive->sources;
    drive->sources = source;
    if (drive->clerk) {
        clerk_do(drive->clerk, &rendering, source);
    } else {
        push_source_render(source, drive->roster->store);
        push_source_is_ready(source);
    }
    return source;
}

bool push_is_under_way(enum rollout_node_state state)
{
    return state == ROLLOUT_PUSHING || state == ROLLOUT_NODE_RETURNING;
}

void push_set_node(struct rollout_drive *drive, struct rollout_node *node,
                   enum rollout_node_state state, const char *detail, int64_t now)
{
    struct error error;
    if (node->state == state && (state == ROLLOUT_LATE || strcmp(node->detail, detail) == 0))
        return;
    node->state = state;
    roster_note_store(
        drive->roster,
        rollout_set_node(drive->roster->store, node->node, state, detail, now, &error), &error);
}

static char *push_foreign_text(const struct policy_carried *policy)
{
    char when[32];
    return memory_printf("carries revision %lld by %s of %s, which this store does not know: adopt "
                         "it, or override it with a reason",
                         (long long)policy->number, policy->author,
                         clock_rfc3339(when, sizeof when, policy->at));
}

/* ---- what nodes answer ---- */

static struct rollout_node push_load_node(struct rollout_drive *drive, int64_t id)
{
    struct rollout_node *nodes = NULL, found = {0};
    size_t count = 0;
    rollout_node_list(drive->roster->store, &nodes, &count, NULL);
    for (size_t i = 0; i < count; i++)
        if (nodes[i].node == id)
            found = nodes[i];
    free(nodes);
    return found;
}

static void push_begins_step(void *argument, int64_t id, const char *step)
{
    struct rollout_drive *drive = argument;
    struct rollout_node node = push_load_node(drive, id);
    if (push_is_under_way(node.state))
        push_set_node(drive, &node, node.state, step, drive->roster->now());
}

/* How it ended on a node, and that in the trail. */
static void push_end(struct rollout_drive *drive, const char *name, const struct rollout_node *node,
                     enum rollout_node_state state, const char *detail, int64_t at)
{
    struct store *store = drive->roster->store;
    struct error error;
    char *text =
        memory_printf("%s%s%s", rollout_node_state_name(state), *detail ? ": " : "", detail);
    bool done = store_begin(store, &error) &&
                rollout_set_node(store, node->node, state, detail, at, &error) &&
                audit_add(store, at, "pushed", name, text, &error) && store_commit(store, &error);
    if (!done)
        store_rollback(store);
    roster_note_store(drive->roster, done, &error);
    free(text);
}

/* What a node is after such an answer. One that was lost on the way back has it still, as far as
 * anybody knows, and is tried again. */
static enum rollout_node_state push_state_after(enum rollout_node_state before,
                                                enum job_outcome outcome)
{
    static const enum rollout_node_state forth[] = {[JOB_DONE] = ROLLOUT_IN_FORCE,
                                                    [JOB_FAILED] = ROLLOUT_FAILED,
                                                    [JOB_CONFLICT] = ROLLOUT_CONFLICT,
                                                    [JOB_LOST] = ROLLOUT_LATE};
    static const enum rollout_node_state back[] = {[JOB_DONE] = ROLLOUT_RETURNED,
                                                   [JOB_FAILED] = ROLLOUT_FAILED,
                                                   [JOB_CONFLICT] = ROLLOUT_CONFLICT,
                                                   [JOB_LOST] = ROLLOUT_IN_FORCE};
    return before == ROLLOUT_NODE_RETURNING ? back[outcome] : forth[outcome];
}

/* What is said of it, malloc'ed; notes what the node carries now. */
static char *push_take_answer(struct rollout_drive *drive, struct fleet_live *live, bool returning,
                              const struct job_result *result)
{
    struct error error;
    switch (result->outcome) {
    case JOB_DONE:
        memcpy(live->seen.policy.hash, result->policy->hash, sizeof live->seen.policy.hash);
        roster_note_store(drive->roster,
                          store_node_set_in_force(drive->roster->store, live->node,
                                                  result->policy->hash, result->at, &error),
                          &error);
        return memory_string(returning ? "carries again what it had before" : "verified");
    case JOB_CONFLICT: /* the rest is as it was read last */
        memcpy(live->seen.policy.hash, result->policy->hash, sizeof live->seen.policy.hash);
        memcpy(live->seen.policy.author, result->policy->author, sizeof live->seen.policy.author);
        live->seen.policy.number = result->policy->number;
        live->seen.policy.at = result->policy->at;
        live->seen.policy.enrolled = true;
        return revision_known(drive->roster->store, result->policy->hash)
                   ? memory_string("")
                   : push_foreign_text(result->policy);
    case JOB_FAILED:
    case JOB_LOST:
        break;
    }
    return memory_printf("%s%s", returning ? "not brought back: " : "", result->text);
}

static void push_ended(void *argument, const struct job_result *result)
{
    struct rollout_drive *drive = argument;
    struct fleet_live *live = roster_find(drive->roster, result->node);
    struct rollout_node node = push_load_node(drive, result->node);
    struct rollout rollout;
    drive->stepped_at = 0; /* the next one need not wait */
    if (!live || !node.node || !rollout_load(drive->roster->store, &rollout, NULL))
        return;
    bool returning = node.state == ROLLOUT_NODE_RETURNING;
    char *detail = push_take_answer(drive, live, returning, result);
    const char *sent = returning ? node.before : rollout.hash;
    enum rollout_node_state state = push_state_after(node.state, result->outcome);
    /* It carries another revision of ours than when we looked: on from there. */
    if (result->outcome == JOB_CONFLICT && !*detail)
        state = returning ? ROLLOUT_IN_FORCE : ROLLOUT_WAITING;
    /* Another rollout began meanwhile: this was the answer to an earlier one. */
    bool stale = !push_is_under_way(node.state) ||
                 (result->outcome == JOB_DONE && strcmp(result->policy->hash, sent) != 0);
    bool goes_on = result->outcome == JOB_LOST || (result->outcome == JOB_CONFLICT && !*detail);
    if (!stale && result->outcome == JOB_CONFLICT)
        rollout_set_heard(drive->roster->store, node.node, NULL);
    if (!stale && goes_on)
        push_set_node(drive, &node, state, detail, result->at);
    else if (!stale)
        push_end(drive, live->name, &node, state, detail, result->at);
    free(detail);
}

/* ---- pushing ---- */

static bool push_is_possible(struct rollout_drive *drive, const struct target *target, int64_t now)
{
    const struct policy_carried *carried = &target->live->seen.policy;
    if (!target->live->driver || !target->live->driver->bundle) {
        push_set_node(drive, target->node, ROLLOUT_FAILED, "its mail server takes no policy", now);
        return false;
    }
    if (!carried->enrolled) {
        push_set_node(drive, target->node, ROLLOUT_FAILED, "not enrolled: mtacon nodes enrol", now);
        return false;
    }
    if (*carried->hash && !revision_known(drive->roster->store, carried->hash)) {
        char *why = push_foreign_text(carried);
        push_set_node(drive, target->node, ROLLOUT_CONFLICT, why, now);
        free(why);
        return false;
    }
    return true;
}

enum push_begun push_to(struct rollout_drive *drive, const struct target *target, const char *hash,
                        enum rollout_node_state as, int64_t now)
{
    const struct fleet_live *live = target->live;
    static const struct job pushing = {
        .name = "changing the node", .deadline_ms = 180000, .changes = true};
    static const struct job_listener listener = {push_begins_step, push_ended};
    struct buffer text = {0};
    if (!push_is_possible(drive, target, now))
        return PUSH_BEGUN;
    struct push_source *source = push_source_get(drive, hash, live->driver);
    if (!source->ready)
        return PUSH_WAITS;
    if (!source->good) {
        push_source_forget(drive, source);
        return PUSH_UNREADABLE;
    }
    /* What it carried is what it goes back to; where it has this revision already, that is kept. */
    if (as == ROLLOUT_PUSHING && strcmp(live->seen.policy.hash, hash) != 0)
        rollout_set_before(drive->roster->store, target->node->node, live->seen.policy.hash, NULL);
    mta_bundle_push(&text, &source->bundle, live->node_dir, live->seen.policy.hash,
                    &source->revision);
    push_set_node(drive, target->node, as, "sent", now);
    roster_ask(drive->roster, live->node, &pushing, buffer_text(&text),
               buffer_text(&source->bundle.files), &listener, drive);
    buffer_clear(&text);
    return PUSH_BEGUN;
}
