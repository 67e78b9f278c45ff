#include "mtacon/fleet/message.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"

struct fleet_spec *fleet_spec_copy(const struct fleet_spec *spec)
{
    struct fleet_spec *copy = memory_new(1, sizeof *copy);
    *copy = *spec;
    copy->name = memory_string(spec->name);
    copy->destination = memory_string(spec->destination);
    copy->identity = memory_string(spec->identity);
    copy->log = memory_string(spec->log);
    copy->node_dir = memory_string(spec->node_dir);
    copy->mta = memory_string(spec->mta);
    return copy;
}

void fleet_spec_free(struct fleet_spec *spec)
{
    if (!spec)
        return;
    free(spec->name);
    free(spec->destination);
    free(spec->identity);
    free(spec->log);
    free(spec->node_dir);
    free(spec->mta);
    free(spec);
}

static bool same_text(const char *one, const char *other)
{
    return one && other ? strcmp(one, other) == 0 : one == other;
}

bool fleet_spec_same_way(const struct fleet_spec *one, const struct fleet_spec *other)
{
    return one->port == other->port && same_text(one->name, other->name) &&
           same_text(one->destination, other->destination) &&
           same_text(one->identity, other->identity) && same_text(one->log, other->log) &&
           same_text(one->mta, other->mta) && same_text(one->node_dir, other->node_dir);
}

void fleet_event_free(void *message)
{
    struct fleet_event *event = message;
    if (!event)
        return;
    free(event->subject);
    free(event->text);
    if (event->value && event->probe->clear)
        event->probe->clear(event->value);
    free(event->value);
    for (size_t i = 0; event->lines && i < event->count; i++)
        free(event->lines[i]);
    free(event->lines);
    free(event);
}

void fleet_command_free(void *message)
{
    struct fleet_command *command = message;
    if (!command)
        return;
    fleet_spec_free(command->spec);
    free(command->text);
    memory_free_secret(command->secret);
    free(command);
}
