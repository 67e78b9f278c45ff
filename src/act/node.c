#include "mtacon/act/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/act/check.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/mta/driver.h"
#include "mtacon/store/alert.h"
#include "mtacon/store/audit.h"
#include "mtacon/store/node.h"

#define DEFAULT_MTA "auto"

static const char *const field_names[NODE_FIELDS] = {
    [NODE_NAME] = "name",
    [NODE_DESTINATION] = "destination",
    [NODE_PORT] = "port",
    [NODE_IDENTITY] = "key file",
    [NODE_MTA] = "MTA",
    [NODE_LOG] = "log",
    [NODE_DIR] = "folder for policy",
};

/* ---- checks ---- */

bool node_check(enum node_field field, const char *typed, struct error *error)
{
    const char *wrong = NULL;
    int port;
    if (field == NODE_NAME)
        wrong = store_node_name_wrong(typed);
    else if (!*typed)
        return true;
    else if (field == NODE_DESTINATION)
        wrong = check_destination(typed);
    else if (field == NODE_PORT)
        wrong = check_port(typed, &port);
    else if (field == NODE_DIR)
        wrong = check_whole_path(typed);
    else if (field == NODE_MTA && !mta_driver_find(typed))
        return error_set(error, ERROR_USAGE, "there is no driver for it, but for %s",
                         mta_driver_names());
    return !wrong || error_set(error, ERROR_USAGE, "%s", wrong);
}

static bool check_all(const char *const typed[NODE_FIELDS], enum node_field *wrong,
                      struct error *error)
{
    struct error why;
    for (int i = 0; i < NODE_FIELDS; i++) {
        *wrong = (enum node_field)i;
        if ((typed[i] || i == NODE_NAME) && !node_check(*wrong, typed[i] ? typed[i] : "", &why))
            return error_set(error, why.kind, "%s '%s': %s", field_names[i],
                             typed[i] ? typed[i] : "", why.text);
    }
    *wrong = NODE_FIELDS;
    return true;
}

/* ---- what is typed, as the store has it ---- */

static void set_text(char **where, const char *typed, const char *otherwise)
{
    if (typed)
        memory_replace(where, *typed ? typed : otherwise);
}

/* Fields that are NULL stay as they are. */
static void take(struct store_node *node, const char *const typed[NODE_FIELDS])
{
    set_text(&node->destination, typed[NODE_DESTINATION], node->name);
    set_text(&node->identity, typed[NODE_IDENTITY], NULL);
    set_text(&node->mta, typed[NODE_MTA], DEFAULT_MTA);
    set_text(&node->log, typed[NODE_LOG], NULL);
    set_text(&node->node_dir, typed[NODE_DIR], STORE_NODE_DIR);
    if (typed[NODE_PORT])
        check_port(typed[NODE_PORT], &node->port);
}

/* How it is reached, in words. */
static char *describe(const struct store_node *node)
{
    struct buffer text = {0};
    buffer_append_text(&text, node->destination);
    if (node->port)
        buffer_printf(&text, " port %d", node->port);
    if (node->identity)
        buffer_printf(&text, " key %s", node->identity);
    if (node->log)
        buffer_printf(&text, " log %s", node->log);
    buffer_printf(&text, ", %s, policy in %s", node->mta, node->node_dir);
    return buffer_take(&text);
}

/* The node of that name, alone in an array to be freed by store_node_list_free(node, 1). */
static bool find(struct store *store, const char *name, struct store_node **node,
                 struct error *error)
{
    struct store_node *nodes = NULL, found = {0};
    size_t count = 0;
    bool done = store_node_list(store, &nodes, &count, error);
    for (size_t i = 0; done && i < count; i++) {
        if (strcmp(nodes[i].name, name) != 0)
            continue;
        found = nodes[i];
        nodes[i] = (struct store_node){0};
    }
    store_node_list_free(nodes, count);
    *node = memory_new(1, sizeof **node);
    **node = found;
    return done && (found.id || store_node_unknown(store, name, error));
}

/* ---- what is done, with its entry in the audit trail ---- */

/* Commits what is done, or undoes what was begun. */
static bool end(const struct act *act, bool done, struct error *error)
{
    done = done && store_commit(act->store, error);
    if (!done)
        store_rollback(act->store);
    return done;
}

bool node_add(const struct act *act, const char *const typed[NODE_FIELDS], int64_t now,
              enum node_field *wrong, struct error *error)
{
    const char *all[NODE_FIELDS];
    *wrong = NODE_FIELDS;
    for (int i = 0; i < NODE_FIELDS; i++)
        all[i] = typed[i] ? typed[i] : "";
    if (!act_allowed(act, error) || !check_all(all, wrong, error))
        return false;
    struct store_node *node = memory_new(1, sizeof *node);
    node->name = memory_string(all[NODE_NAME]);
    take(node, all);
    char *text = describe(node);
    bool done = store_begin(act->store, error) && store_node_add(act->store, node, error) &&
                audit_add(act->store, now, "add node", node->name, text, error);
    done = end(act, done, error);
    free(text);
    store_node_list_free(node, 1);
    return done;
}

bool node_change(const struct act *act, const char *const typed[NODE_FIELDS], int64_t now,
                 enum node_field *wrong, struct error *error)
{
    struct store_node *node = NULL;
    *wrong = NODE_FIELDS;
    if (!act_allowed(act, error) || !check_all(typed, wrong, error))
        return false;
    bool done = store_begin(act->store, error) && find(act->store, typed[NODE_NAME], &node, error);
    if (done) {
        char *before = describe(node);
        take(node, typed);
        char *after = describe(node), *text = memory_printf("%s -> %s", before, after);
        if (strcmp(before, after) != 0)
            done = store_node_change(act->store, node, error) &&
                   audit_add(act->store, now, "change node", node->name, text, error);
        free(before);
        free(after);
        free(text);
    }
    done = end(act, done, error);
    store_node_list_free(node, node ? 1 : 0);
    return done;
}

bool node_remove(const struct act *act, const char *name, int64_t now, struct error *error)
{
    if (!act_allowed(act, error))
        return false;
    struct store_node *node = NULL;
    bool done = store_begin(act->store, error) && find(act->store, name, &node, error) &&
                store_alert_end_without(act->store, node->id, now, error) &&
                store_node_remove(act->store, name, error) &&
                audit_add(act->store, now, "remove node", name, "with its history", error);
    store_node_list_free(node, node ? 1 : 0);
    return end(act, done, error);
}
