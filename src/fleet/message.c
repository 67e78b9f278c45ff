#include "mtacon/fleet/message.h"

#include <stdlib.h>

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
