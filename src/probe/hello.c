/* What a node is: its MTA, its clock, where its log lies, what cannot be read. */
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/mta/driver.h"
#include "mtacon/probe/list.h"
#include "mtacon/store/node.h"

enum { SKEW_LIMIT = 30 /* seconds */ };

static bool hello_possible(const struct probe_node *node)
{
    return !node->greeted || node->lacking;
}

static void hello_command(const struct probe_node *node, const char *subject, struct buffer *out)
{
    (void)subject;
    node->driver->hello(out, node->log_wanted);
}

static void take_error(struct probe_hello *hello, const struct report_row *row)
{
    char **where = strcmp(row->subject, "log") == 0     ? &hello->log_error
                   : strcmp(row->subject, "queue") == 0 ? &hello->queue_error
                                                        : &hello->mta_error;
    memory_replace(where, row->text);
}

static void hello_row(void *value, const struct report_row *row)
{
    struct probe_hello *hello = value;
    if (row->kind == REPORT_NOW)
        hello->node_now = row->number;
    else if (row->kind == REPORT_MTA)
        memory_replace(&hello->version, row->text);
    else if (row->kind == REPORT_KIND)
        memory_replace(&hello->kind, row->text);
    else if (row->kind == REPORT_LIFETIME)
        hello->lifetime = row->number;
    else if (row->kind == REPORT_RUNNING)
        hello->stopped = row->number == 0;
    else if (row->kind == REPORT_LOG)
        memory_replace(&hello->log, row->text);
    else if (row->kind == REPORT_ERROR)
        take_error(hello, row);
}

static void add_note(struct buffer *note, const char *text)
{
    if (!text)
        return;
    buffer_append_text(note, note->length ? "; " : "");
    buffer_append_text(note, text);
}

static void add_skew(struct buffer *note, int64_t skew)
{
    if (skew <= SKEW_LIMIT && skew >= -SKEW_LIMIT)
        return;
    char *text = memory_printf("the node's clock is %lld s %s: set it right (NTP)",
                               (long long)(skew < 0 ? -skew : skew), skew < 0 ? "behind" : "ahead");
    add_note(note, text);
    free(text);
}

static enum probe_end hello_done(struct probe_node *node, void *value, struct probe_answer *answer)
{
    struct probe_hello *hello = value;
    struct buffer note = {0};
    (void)answer;
    if (!hello->node_now)
        return PROBE_BAD;
    if (hello->kind && mta_driver_find(hello->kind))
        node->driver = mta_driver_find(hello->kind);
    hello->takes_no_policy = !node->driver->policy_state;
    add_note(&note, hello->mta_error);
    add_note(&note, hello->log_error);
    add_note(&note, hello->queue_error);
    add_note(&note, hello->stopped ? "the MTA is not running: start it on the node" : NULL);
    add_skew(&note, hello->node_now - node->now);
    node->greeted = true;
    node->lacking = note.length > 0;
    node->queue_readable = !hello->queue_error && !hello->mta_error;
    memory_replace(&node->log, hello->log);
    memory_replace(&node->note, buffer_text(&note));
    buffer_clear(&note);
    return PROBE_NEW;
}

static void hello_clear(void *value)
{
    struct probe_hello *hello = value;
    free(hello->version);
    free(hello->kind);
    free(hello->log);
    free(hello->mta_error);
    free(hello->log_error);
    free(hello->queue_error);
}

/* Of a node that can carry no policy, that is known as soon as the node is. */
static bool save_no_policy(struct probe_target *target, struct error *error)
{
    char none[] = "";
    const struct store_node node = {.id = target->node,
                                    .place = none,
                                    .policy_hash = none,
                                    .policy_author = none,
                                    .policy_seen = target->at,
                                    .drift = none,
                                    .cannot = none};
    target->seen->policy = (struct policy_carried){.number = 0};
    target->seen->policy_read = true;
    return store_node_set_policy(target->store, &node, error);
}

static bool hello_save(struct probe_target *target, const void *value, struct error *error)
{
    const struct probe_hello *hello = value;
    memory_replace(&target->seen->log, hello->log ? hello->log : "");
    target->seen->lifetime = hello->lifetime;
    if (hello->kind && mta_driver_find(hello->kind)) {
        memory_replace(&target->seen->kind, hello->kind);
        if (!store_node_set_mta(target->store, target->node, hello->kind, error))
            return false;
    }
    if (hello->takes_no_policy && !save_no_policy(target, error))
        return false;
    return store_node_set_version(target->store, target->node, hello->version ? hello->version : "",
                                  hello->lifetime, error);
}

const struct probe probe_hello = {
    .name = "first questions",
    .every = offsetof(struct probe_pace, listing_ms),
    .deadline_ms = 30000,
    .vital = true,
    .size = sizeof(struct probe_hello),
    .possible = hello_possible,
    .command = hello_command,
    .row = hello_row,
    .done = hello_done,
    .clear = hello_clear,
    .save = hello_save,
};
