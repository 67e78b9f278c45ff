#include <stdlib.h>
#include <string.h>

#include "model_private.h"
#include "mtacon/base/memory.h"

static void clear_stored(struct model_node *node)
{
    struct store_node *one = memory_new(1, sizeof *one);
    *one = node->stored;
    store_node_list_free(one, 1);
}

void nodes_clear(struct model *model)
{
    for (size_t i = 0; i < model->node_count; i++) {
        clear_stored(&model->nodes[i]);
        failures_clear(&model->nodes[i].failures);
    }
    free(model->nodes);
    model->nodes = NULL;
    model->node_count = 0;
    map_clear(&model->index->nodes);
}

static void note_change(struct model_index *index, const struct store_node *stored)
{
    if (stored->changed > index->nodes_since)
        index->nodes_since = stored->changed;
}

/* Some came or went: those that stay keep what was counted. */
static void replace_all(struct model_reading *reading, struct store_node *stored, size_t count)
{
    struct model *model = reading->model;
    struct model_index *index = model->index;
    struct model_node *nodes = memory_new(count, sizeof *nodes);
    size_t kept = 0;
    index->nodes_since = -1; /* what was greatest may have left */
    for (size_t i = 0; i < count; i++) {
        struct model_node *before = map_find(&index->nodes, stored[i].id);
        nodes[i].stored = stored[i];
        nodes[i].is_new = true;
        note_change(index, &stored[i]);
        if (!before)
            continue;
        nodes[i].failures = before->failures;
        before->failures = (struct model_failures){0};
        kept++;
    }
    reading->node_left = kept < model->node_count;
    nodes_clear(model);
    model->nodes = nodes;
    model->node_count = count;
    for (size_t i = 0; i < count; i++)
        map_add(&index->nodes, nodes[i].stored.id, &nodes[i]);
}

static bool read_every(struct model_reading *reading)
{
    struct store_node *stored = NULL;
    size_t count = 0;
    if (!store_node_list(reading->store, &stored, &count, reading->error)) {
        store_node_list_free(stored, count);
        return false;
    }
    replace_all(reading, stored, count);
    free(stored); /* the strings moved into the model */
    return true;
}

/* Nodes never get another name, so each stays where it is. */
static bool read_changed(struct model_reading *reading)
{
    struct model_index *index = reading->model->index;
    struct store_node *stored = NULL;
    size_t count = 0;
    bool known = true;
    bool done =
        store_node_changed(reading->store, index->nodes_since, &stored, &count, reading->error);
    for (size_t i = 0; done && i < count; i++) {
        struct model_node *node = map_find(&index->nodes, stored[i].id);
        known = node && strcmp(node->stored.name, stored[i].name) == 0;
        if (!known)
            break;
        note_change(index, &stored[i]);
        struct store_node before = node->stored;
        node->stored = stored[i];
        node->is_new = true;
        stored[i] = before;
    }
    store_node_list_free(stored, count);
    return done && (known || read_every(reading));
}

/* ---- sums ---- */

static void add_up(struct model *model, struct model_node *node)
{
    const struct queue_listing *queue = &node->stored.queue;
    bool up = node->stored.state == STORE_NODE_UP;
    node->queued = 0;
    for (int k = 0; k < QUEUE_CORRUPT; k++)
        node->queued += queue->sizes[k];
    model->queued += node->queued;
    model->expiring_6h += queue->expiring_6h;
    model->expiring_24h += queue->expiring_24h;
    if (queue->oldest && (!model->oldest || queue->oldest < model->oldest))
        model->oldest = queue->oldest;
    node->read = up && model->at - node->stored.last_contact <= MODEL_STALE;
    node->policy_read = node->read && model->at - node->stored.policy_seen <= MODEL_POLICY_STALE;
    *(up ? &model->up : &model->down) += 1;
}

bool nodes_read(struct model_reading *reading)
{
    struct model *model = reading->model;
    struct model_index *index = model->index;
    const struct store_census before = index->census;
    if (!store_node_census(reading->store, &index->census, reading->error))
        return false;
    bool same = index->census.count == before.count && index->census.newest == before.newest &&
                index->counted;
    bool done = same ? read_changed(reading) : read_every(reading);
    model->queued = model->oldest = model->expiring_6h = model->expiring_24h = 0;
    model->up = model->down = 0;
    for (size_t i = 0; i < model->node_count; i++)
        add_up(model, &model->nodes[i]);
    return done;
}
