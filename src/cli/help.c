#include "help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "options.h"

/* Whether a command's name has a first word and another one. */
static bool is_of_family(const struct cli_command *command, const char *word)
{
    size_t length = strlen(word);
    return strncmp(command->name, word, length) == 0 && command->name[length] == ' ';
}

const struct cli_command *help_find(char *const *words, int count, int *taken)
{
    const char *first = count ? words[0] : "console";
    *taken = count ? 1 : 0;
    for (int i = 0; cli_commands[i]; i++) {
        const struct cli_command *command = cli_commands[i];
        if (strcmp(command->name, first) == 0)
            return command;
        if (count > 1 && is_of_family(command, first) &&
            strcmp(command->name + strlen(first) + 1, words[1]) == 0) {
            *taken = 2;
            return command;
        }
    }
    return NULL;
}

static void print_summary(const struct cli_command *command)
{
    char *usage = memory_printf("%s %s", command->name, command->arguments);
    if (strlen(usage) > 32)
        printf("  %s\n%35s%s\n", usage, "", command->summary);
    else
        printf("  %-32s %s\n", usage, command->summary);
    free(usage);
}

static void print_command(const struct cli_command *command)
{
    printf("usage: mtacon %s%s%s [options]\n%s\n\noptions:\n", command->name,
           *command->arguments ? " " : "", command->arguments, command->summary);
    options_print(command->options, true);
}

void help_print(const struct cli_command *command)
{
    if (command) {
        print_command(command);
        return;
    }
    printf("usage: mtacon [options] [command]\n"
           "The operator's console for mail continuity: queues and delivery failures of MTA "
           "nodes,\nread over SSH.\n\ncommands:\n");
    for (int i = 0; cli_commands[i]; i++)
        print_summary(cli_commands[i]);
    printf("\noptions of all commands:\n");
    options_print(0, true);
    printf("\n'mtacon COMMAND --help' lists a command's own. See mtacon(1).\n");
}

bool help_print_family(const char *word)
{
    bool any = false;
    for (int i = 0; cli_commands[i]; i++) {
        if (!is_of_family(cli_commands[i], word))
            continue;
        if (!any)
            printf("usage: mtacon %s COMMAND [options]\n\ncommands:\n", word);
        any = true;
        print_summary(cli_commands[i]);
    }
    if (any)
        printf("\n'mtacon %s COMMAND --help' lists a command's own options.\n", word);
    return any;
}

/* The name that is nearest to what was typed; NULL when none is near. */
static const char *find_nearest(const char *first, const char *both)
{
    const char *nearest = NULL;
    int best = 0;
    for (int i = 0; cli_commands[i]; i++) {
        const char *name = cli_commands[i]->name;
        int distance = text_distance(name, strchr(name, ' ') ? both : first);
        if (distance <= (int)strlen(name) / 3 && (!nearest || distance < best)) {
            nearest = name;
            best = distance;
        }
    }
    return nearest;
}

void help_refuse(struct error *error, char *const *words, int count)
{
    char *both = count > 1 ? memory_printf("%s %s", words[0], words[1]) : memory_string(words[0]);
    struct buffer family = {0};
    for (int i = 0; cli_commands[i]; i++)
        if (is_of_family(cli_commands[i], words[0]))
            buffer_printf(&family, "%s%s", family.length ? ", " : "", cli_commands[i]->name);
    const char *nearest = find_nearest(words[0], both);
    if (nearest)
        error_set(error, ERROR_USAGE, "no command is called '%s': did you mean '%s'?", both,
                  nearest);
    else if (family.length)
        error_set(error, ERROR_USAGE, "no command is called '%s': there are %s", both,
                  buffer_text(&family));
    else
        error_set(error, ERROR_USAGE, "no command is called '%s'", both);
    buffer_clear(&family);
    free(both);
}
