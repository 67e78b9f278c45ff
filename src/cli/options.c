#include "options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/core/similar.h"
#include "mtacon/core/waves.h"

#define FLAG(member)                NULL, offsetof(struct cli, member), 0
#define TEXT(value, member)         value, offsetof(struct cli, member), 0
#define NUMBER(value, member, most) value, offsetof(struct cli, member), most

/* `bit` is 0 of those that all commands take. Without `value` it is a flag; with `most`, a number
 * from 1 on. */
static const struct cli_option {
    const char *name;
    uint32_t bit;
    const char *value;
    size_t where;
    int64_t most;
    const char *summary;
} options[] = {
    {"store", 0, TEXT("FILE", store_file), "the store (default: $XDG_STATE_HOME/mtacon/mtacon.db)"},
    {"ssh-config", 0, TEXT("FILE", ssh_config), "ssh_config for all connections (ssh -F)"},
    {"config", 0, TEXT("FILE", config_file),
     "settings (default: $XDG_CONFIG_HOME/mtacon/config.json)"},
    {"json", 0, FLAG(json), "print JSON where the command can"},
    {"read-only", 0, FLAG(read_only), "refuse whatever changes settings or trust"},
    {"no-color", 0, FLAG(no_color), "no colours (so does NO_COLOR)"},
    {"ascii", 0, FLAG(ascii), "draw with ASCII only"},
    {"version", 0, FLAG(version), "print the version"},
    {"help", 0, FLAG(help), "print this"},
    {"port", CLI_PORT, TEXT("NUMBER", port), "TCP port, instead of ssh_config's"},
    {"identity", CLI_IDENTITY, TEXT("FILE", identity), "key file, instead of ssh_config's"},
    {"mta", CLI_MTA, TEXT("KIND", mta), "the mail server (default: asks the node)"},
    {"log", CLI_LOG, TEXT("FILE", log), "its mail log, or 'journal' (default: found there)"},
    {"yes", CLI_YES, FLAG(yes), "do not ask"},
    {"node-dir", CLI_NODE_DIR, TEXT("DIR", node_dir),
     "where policy lies on the node (default: /etc/mtacon)"},
    {"publish", CLI_PUBLISH, TEXT("PATH", publish),
     "a further place on the node for the published documents"},
    {"reason", CLI_REASON, TEXT("TEXT", reason), "why, for the history: an incident number"},
    {"for", CLI_FOR, TEXT("TIME", duration), "for that long: 90m, 2h, 1d"},
    {"extend", CLI_EXTEND, TEXT("TIME", extend), "add that to what is left of the event: 90m, 2h"},
    {"end-now", CLI_END_NOW, FLAG(end_now), "end the event: the mode returns to what it was"},
    {"note", CLI_NOTE, TEXT("TEXT", note), "a note, for others to read"},
    {"push", CLI_PUSH, FLAG(push), "also push"},
    {"dry-run", CLI_DRY_RUN, FLAG(dry_run), "only show what would change"},
    {"nodes", CLI_NODES, TEXT("A,B", nodes), "only these nodes"},
    {"keep-going", CLI_KEEP_GOING, FLAG(keep_going), "push on when a node fails"},
    {"waves", CLI_WAVES, TEXT("SIZES", waves), "in waves, each watched: " WAVES_USUAL ", or off"},
    {"gate", CLI_GATE, NUMBER("SECONDS", gate, 86400), "how long a wave is watched (default: 60)"},
    {"stop", CLI_STOP, FLAG(stop), "stop a push: nodes that wait stay as they are"},
    {"keep-ours", CLI_KEEP_OURS, FLAG(keep_ours),
     "override it: then make our policy current again"},
    {"new", CLI_NEW, FLAG(is_new), "the domain is new: neither configured nor seen yet"},
    {"only", CLI_ONLY, FLAG(only), "take back what that revision alone changed"},
    {"hourly", CLI_HOURLY, TEXT("N", hourly), "threshold for the last hour (0: off)"},
    {"daily", CLI_DAILY, TEXT("N", daily), "threshold for the last 24 hours (0: off)"},
    {"check", CLI_CHECK, FLAG(check), "one line for Nagios or Icinga, exit 0 to 3"},
    {"all-domains", CLI_ALL_DOMAINS, FLAG(all_domains),
     "every domain seen, not only those configured"},
    {"since", CLI_SINCE, TEXT("TIME", since), "of that long: 90m, 24h, 7d (default: 24h)"},
    {"csv", CLI_CSV, FLAG(csv), "print comma-separated values"},
    {"once", CLI_ONCE, FLAG(once), "read every node once, then exit"},
    {"timeout", CLI_TIMEOUT, NUMBER("SECONDS", timeout, 86400),
     "give up after that long (default: 60)"},
    {"interval", CLI_INTERVAL, NUMBER("SECONDS", interval, 120),
     "time between two readings of a node (default: 5)"},
};
enum { OPTIONS = sizeof options / sizeof *options };

static bool set(struct cli *cli, const struct cli_option *option, const char *value)
{
    char *where = (char *)cli + option->where;
    if (!option->value)
        *(bool *)where = true;
    else if (!option->most)
        *(const char **)(void *)where = value;
    else if (!text_number(value, 1, option->most, (int64_t *)(void *)where))
        return error_set(&cli->error, ERROR_USAGE, "--%s takes a number from 1 to %lld, not '%s'",
                         option->name, (long long)option->most, value);
    return true;
}

void options_refuse(struct error *error, const char *typed, uint32_t allowed)
{
    const char *names[OPTIONS];
    size_t count = 0;
    for (int i = 0; i < OPTIONS; i++)
        if (!options[i].bit || options[i].bit & allowed)
            names[count++] = options[i].name;
    /* What is typed may have its value behind it. */
    size_t dashes = strspn(typed, "-");
    char *name = memory_printf("%.*s", (int)strcspn(typed + dashes, "="), typed + dashes);
    const char *near = dashes == 2 ? similar_find(name, names, count) : NULL;
    error_set(error, ERROR_USAGE, "unknown option '%s'%s%s%s", typed,
              near ? ": did you mean '--" : "", near ? near : "", near ? "'?" : "");
    free(name);
}

/* What getopt found wrong, `typed`. */
static void note_wrong(struct error *error, int choice, const char *typed,
                       struct options_given *given)
{
    if (choice == ':')
        error_set(error, ERROR_USAGE, "a value is missing after '%s'", typed);
    else
        options_refuse(error, given->unknown = typed, 0);
}

bool options_read(struct cli *cli, int argc, char **argv, struct options_given *given)
{
    struct option list[OPTIONS + 1] = {0};
    int index = 0, choice;
    bool done = true;
    *given = (struct options_given){.bits = 0};
    for (int i = 0; i < OPTIONS; i++)
        list[i] = (struct option){options[i].name,
                                  options[i].value ? required_argument : no_argument, NULL, 1};
    opterr = 0;
    while ((choice = getopt_long(argc, argv, ":", list, &index)) != -1) {
        if (choice == 1)
            given->bits |= options[index].bit;
        if (done && choice != 1)
            note_wrong(&cli->error, choice, argv[optind - 1], given);
        done = done && choice == 1 && set(cli, &options[index], optarg);
    }
    given->first = optind;
    return done;
}

/* As it is given, malloc'ed. */
static char *name_of(const struct cli_option *option)
{
    return memory_printf("--%s%s%s", option->name, option->value ? " " : "",
                         option->value ? option->value : "");
}

static bool is_asked(const struct cli_option *option, uint32_t bits)
{
    return bits ? (option->bit & bits) != 0 : !option->bit;
}

void options_print_names(const char *indent, uint32_t bits)
{
    enum { WIDTH = 78 };
    size_t column = 0;
    for (int i = 0; i < OPTIONS; i++) {
        if (!is_asked(&options[i], bits))
            continue;
        char *name = name_of(&options[i]);
        bool fits = column && column + 1 + strlen(name) <= WIDTH;
        if (column && !fits)
            putchar('\n');
        column = (fits ? column + 1 : strlen(indent)) + strlen(name);
        printf("%s%s", fits ? " " : indent, name);
        free(name);
    }
    if (column)
        putchar('\n');
}

const char *options_stray(uint32_t given, uint32_t allowed)
{
    for (int i = 0; i < OPTIONS; i++)
        if (options[i].bit & given & ~allowed)
            return options[i].name;
    return NULL;
}

void options_print(uint32_t bits, bool general)
{
    for (int i = 0; i < OPTIONS; i++) {
        const struct cli_option *option = &options[i];
        if (option->bit ? !(option->bit & bits) : !general)
            continue;
        char *name = name_of(option);
        printf("  %-20s %s\n", name, option->summary);
        free(name);
    }
}
