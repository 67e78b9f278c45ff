#include "help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/similar.h"
#include "options.h"

/* The width that a name has in front of its summary, in the overview. */
enum { NAME_WIDTH = 12 };

/* How each group is called, in the overview. */
static const char *const group_names[] = {[CLI_LOOK] = "look",
                                          [CLI_SET_UP] = "set up",
                                          [CLI_POLICY] = "policy",
                                          [CLI_ROLLOUT] = "roll out",
                                          [CLI_ALERTS] = "alerts"};

/* ---- finding ---- */

/* What follows the first word of a command's name, where that is `word`; else NULL. */
static const char *verb_of(const struct cli_command *command, const char *word)
{
    size_t length = strlen(word);
    bool same = strncmp(command->name, word, length) == 0 && command->name[length] == ' ';
    return same ? command->name + length + 1 : NULL;
}

static bool is_family(const char *word)
{
    for (int i = 0; cli_commands[i]; i++)
        if (verb_of(cli_commands[i], word))
            return true;
    return false;
}

const struct cli_command *help_find(char *const *words, int count, int *taken)
{
    const char *first = count ? words[0] : "console";
    const struct cli_command *found = NULL;
    *taken = count ? 1 : 0;
    for (int i = 0; cli_commands[i]; i++) {
        const char *verb = verb_of(cli_commands[i], first);
        if (strcmp(cli_commands[i]->name, first) == 0)
            found = cli_commands[i];
        if (count < 2 || !verb || strcmp(verb, words[1]) != 0)
            continue;
        *taken = 2;
        return cli_commands[i];
    }
    /* What stands behind it must then be a verb that is misspelt. */
    return found && count > 1 && !found->most && is_family(first) ? NULL : found;
}

/* ---- printing ---- */

static void print_usage(const struct cli_command *command)
{
    printf("mtacon %s%s%s\n", command->name, *command->arguments ? " " : "", command->arguments);
}

static void print_command(const struct cli_command *command)
{
    printf("usage: ");
    print_usage(command);
    printf("%s\n", command->summary);
    if (command->options)
        printf("\noptions:\n");
    options_print(command->options, false);
    printf("\nexample:\n  %s\n\noptions of all commands:\n", command->example);
    options_print(0, true);
}

static void print_verb(const struct cli_command *command)
{
    printf("  ");
    print_usage(command);
    printf("      %s\n", command->summary);
    if (command->options)
        options_print_names("      ", command->options);
    printf("      example: %s\n", command->example);
}

/* A family is told of where its first command stands, in one line. */
static void print_family_line(const struct cli_command *const *first, const char *word)
{
    struct buffer verbs = {0};
    for (const struct cli_command *const *command = first; *command; command++)
        if (verb_of(*command, word))
            buffer_printf(&verbs, "%s%s", verbs.length ? " " : "", verb_of(*command, word));
    char *name = memory_printf("%s VERB", word);
    printf("%-*s  %s\n", NAME_WIDTH, name, buffer_text(&verbs));
    free(name);
    buffer_clear(&verbs);
}

/* The first word of a name of two, malloc'ed; NULL: it has one. */
static char *family_of(const struct cli_command *command)
{
    const char *end = strchr(command->name, ' ');
    return end ? memory_printf("%.*s", (int)(end - command->name), command->name) : NULL;
}

static void print_overview_line(int index)
{
    const struct cli_command *command = cli_commands[index];
    const struct cli_command *before = index ? cli_commands[index - 1] : NULL;
    char *family = family_of(command);
    if (!family || !before || !verb_of(before, family)) {
        printf("%-10s",
               before && before->group == command->group ? "" : group_names[command->group]);
        if (family)
            print_family_line(cli_commands + index, family);
        else
            printf("%-*s  %s\n", NAME_WIDTH, command->name, command->summary);
    }
    free(family);
}

static void print_overview(void)
{
    printf("usage: mtacon [options] [command]      more: mtacon help COMMAND, mtacon(1)\n\n");
    for (int i = 0; cli_commands[i]; i++)
        print_overview_line(i);
    printf("\n");
    options_print_names("", 0);
}

static void print_family(const char *word)
{
    printf("usage: mtacon %s VERB [options]\n\n", word);
    for (int i = 0; cli_commands[i]; i++)
        if (verb_of(cli_commands[i], word))
            print_verb(cli_commands[i]);
    printf("\n'mtacon help %s VERB' says what the options do.\n", word);
}

bool help_print(char *const *words, int count)
{
    int taken = 0;
    const struct cli_command *command = count ? help_find(words, count, &taken) : NULL;
    bool family = count && taken < 2 && is_family(words[0]);
    if (!count)
        print_overview();
    if (command)
        print_command(command);
    if (command && family)
        putchar('\n');
    if (family)
        print_family(words[0]);
    return !count || command || family;
}

/* ---- what is misspelt ---- */

struct words {
    const char **words;
    size_t count;
};

static void add_word(struct words *words, const char *word)
{
    words->words = memory_grow(words->words, words->count, sizeof *words->words);
    words->words[words->count++] = word;
}

/* The command, or the family, that a first word may be meant to be; malloc'ed, NULL: none is near.
 */
static char *find_first(const char *word)
{
    char *families[CLI_COMMANDS_MAXIMUM] = {0};
    struct words known = {0};
    for (int i = 0; cli_commands[i]; i++) {
        families[i] = family_of(cli_commands[i]);
        add_word(&known, families[i] ? families[i] : cli_commands[i]->name);
    }
    const char *near = similar_find(word, known.words, known.count);
    char *found = near ? memory_string(near) : NULL;
    for (int i = 0; i < CLI_COMMANDS_MAXIMUM; i++)
        free(families[i]);
    free(known.words);
    return found;
}

/* The verbs of a family; empty: there is none of that name. */
static struct words verbs_of(const char *family)
{
    struct words verbs = {0};
    for (int i = 0; cli_commands[i]; i++)
        if (verb_of(cli_commands[i], family))
            add_word(&verbs, verb_of(cli_commands[i], family));
    return verbs;
}

/* Of a family, the verb that is meant: the one that is typed, or the nearest; NULL: none is. */
static const char *find_verb(const struct words *verbs, const char *typed)
{
    for (size_t i = 0; i < verbs->count; i++)
        if (strcmp(verbs->words[i], typed) == 0)
            return verbs->words[i];
    return similar_find(typed, verbs->words, verbs->count);
}

/* There is a family of that name, but no such verb of it. */
static void refuse_verb(struct error *error, const char *family, const char *verb,
                        const struct words *verbs)
{
    const char *near = verb ? find_verb(verbs, verb) : NULL;
    struct buffer list = {0};
    for (size_t i = 0; i < verbs->count; i++)
        buffer_printf(&list, "%s%s", i ? ", " : "", verbs->words[i]);
    if (!verb)
        error_set(error, ERROR_USAGE, "'%s' needs a verb: %s", family, buffer_text(&list));
    else if (near)
        error_set(error, ERROR_USAGE, "no command '%s %s': did you mean '%s %s'?", family, verb,
                  family, near);
    else
        error_set(error, ERROR_USAGE, "no command '%s %s': there are %s", family, verb,
                  buffer_text(&list));
    buffer_clear(&list);
}

/* No command begins with that word. */
static void refuse_word(struct error *error, const char *word, const char *next)
{
    char *near = find_first(word);
    struct words verbs = verbs_of(near ? near : "");
    const char *verb = next ? find_verb(&verbs, next) : NULL;
    if (near)
        error_set(error, ERROR_USAGE, "no command '%s%s%s': did you mean '%s%s%s'?", word,
                  verb ? " " : "", verb ? next : "", near, verb ? " " : "", verb ? verb : "");
    else
        error_set(error, ERROR_USAGE, "no command '%s': 'mtacon help' lists them", word);
    free(verbs.words);
    free(near);
}

void help_refuse(struct error *error, char *const *words, int count)
{
    struct words verbs = verbs_of(words[0]);
    const char *next = count > 1 ? words[1] : NULL;
    if (verbs.count)
        refuse_verb(error, words[0], next, &verbs);
    else
        refuse_word(error, words[0], next);
    free(verbs.words);
}
