#include "config.h"
#include "mtacon/cli/cli.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/path.h"
#include "mtacon/base/text.h"
#include "mtacon/core/alert.h"
#include "mtacon/core/mail_address.h"
#include "mtacon/core/threshold.h"

const struct cli_command cli_commands[] = {
    {"console", "", "the console (also without any command)", "i", 0, 0, false, cli_console},
    {"nodes add", "NAME [DESTINATION]", "add a node; DESTINATION as ssh takes it", "pImlD", 1, 2,
     true, cli_nodes_add},
    {"nodes list", "", "list the nodes", "", 0, 0, false, cli_nodes_list},
    {"nodes remove", "NAME", "forget a node and its history", "", 1, 1, true, cli_nodes_remove},
    {"nodes test", "NAME", "walk the way to a node and say what is wrong", "t", 1, 1, false,
     cli_nodes_test},
    {"nodes trust", "NAME", "add a node's host key to known_hosts", "yt", 1, 1, true,
     cli_nodes_trust},
    {"nodes enrol", "NAME", "add to a node's MTA what lets policy take effect", "yPt", 1, 1, true,
     cli_nodes_enrol},
    {"nodes unenrol", "NAME", "take that out again", "yt", 1, 1, true, cli_nodes_unenrol},
    {"nodes drift", "NAME", "what differs on a node from what was pushed", "t", 1, 1, false,
     cli_nodes_drift},
    {"domains add", "DOMAIN", "configure a domain ('*': the defaults), or change it", "hdr", 1, 1,
     true, cli_domains_add},
    {"domains list", "", "list the configured domains", "", 0, 0, false, cli_domains_list},
    {"domains remove", "DOMAIN", "forget a domain's settings", "r", 1, 1, true, cli_domains_remove},
    {"mode", "DOMAIN [disabled|optional|enabled|inherit]", "show or set the continuity mode",
     "Frugtyk", 1, 2, false, cli_mode},
    {"bounce", "DOMAIN [enabled|disabled|disabled-on-continuity|inherit]",
     "show or set the bounce policy", "rugtyk", 1, 2, false, cli_bounce},
    {"threshold", "DOMAIN", "show or set the alert thresholds", "hdrugtyk", 1, 1, false,
     cli_threshold},
    {"subscribers", "DOMAIN [list|add|remove [ADDRESS]]", "who is told of alerts", "rugtyk", 1, 3,
     false, cli_subscribers},
    {"push", "", "bring the current revision to the nodes", "Ngytk", 0, 0, true, cli_push},
    {"adopt", "NODE", "take over the revision that a node carries, of another console", "Krt", 1, 1,
     true, cli_adopt},
    {"history", "", "all revisions, newest first", "", 0, 0, false, cli_history},
    {"diff", "[REV [REV]]", "what a revision changed, or what differs between two", "", 0, 2, false,
     cli_diff},
    {"revert", "REV", "save a new revision equal to an old one", "rugtyk", 1, 1, true, cli_revert},
    {"status", "", "the numbers of the store, for people and scripts", "ca", 0, 0, false,
     cli_status},
    {"watch", "", "read the nodes without a screen, and mail alerts", "oti", 0, 0, false,
     cli_watch},
    {"alerts ack", "ID|DOMAIN", "say that somebody is at it: no more mails", "Fn", 1, 1, true,
     cli_alerts_acknowledge},
    {"alerts mute", "ID|DOMAIN", "no mails for a time, or until recovered", "Fn", 1, 1, true,
     cli_alerts_mute},
    {"alerts unmute", "ID|DOMAIN", "mails again", "n", 1, 1, true, cli_alerts_unmute},
    {"alerts test", "DOMAIN", "send a test mail to all subscribers", "t", 1, 1, true,
     cli_alerts_test},
    {"alerts", "", "open alerts, and those that were", "", 0, 0, false, cli_alerts},
    {"outbox", "", "mails of alerts: waiting, dead, sent", "", 0, 0, false, cli_outbox},
    {0},
};

/* Options: `letter` is 0 for those that all commands take. */
static const struct cli_option {
    const char *name, *value, *summary;
    char letter;
} options[] = {
    {"store", "FILE", "the store (default: $XDG_STATE_HOME/mtacon/mtacon.db)", 0},
    {"ssh-config", "FILE", "ssh_config for all connections (ssh -F)", 0},
    {"config", "FILE", "settings (default: $XDG_CONFIG_HOME/mtacon/config.json)", 0},
    {"json", NULL, "print JSON where the command can", 0},
    {"read-only", NULL, "refuse whatever changes settings or trust", 0},
    {"no-color", NULL, "no colours (so does NO_COLOR)", 0},
    {"ascii", NULL, "draw with ASCII only", 0},
    {"version", NULL, "print the version", 0},
    {"help", NULL, "print this", 0},
    {"port", "NUMBER", "TCP port, instead of ssh_config's", 'p'},
    {"identity", "FILE", "key file, instead of ssh_config's", 'I'},
    {"mta", "KIND", "the mail server (default: postfix)", 'm'},
    {"log", "FILE", "the mail log on the node (default: the node is asked)", 'l'},
    {"yes", NULL, "do not ask", 'y'},
    {"node-dir", "DIR", "where policy lies on the node (default: /etc/mtacon)", 'D'},
    {"publish", "PATH", "a further place on the node for the published documents", 'P'},
    {"reason", "TEXT", "why, for the history: an incident number", 'r'},
    {"for", "TIME", "for that long: 90m, 2h, 1d", 'F'},
    {"note", "TEXT", "a note, for others to read", 'n'},
    {"push", NULL, "also push", 'u'},
    {"dry-run", NULL, "only show what would change", 'g'},
    {"nodes", "A,B", "only these nodes", 'N'},
    {"keep-going", NULL, "push on when a node fails", 'k'},
    {"keep-ours", NULL, "override it: then make our policy current again", 'K'},
    {"hourly", "N", "threshold for the last hour (0: off)", 'h'},
    {"daily", "N", "threshold for the last 24 hours (0: off)", 'd'},
    {"check", NULL, "one line for Nagios or Icinga, exit 0 to 3", 'c'},
    {"all-domains", NULL, "every domain seen, not only those configured", 'a'},
    {"once", NULL, "read every node once, then exit", 'o'},
    {"timeout", "SECONDS", "give up after that long (default: 60)", 't'},
    {"interval", "SECONDS", "time between two readings of a node (default: 5)", 'i'},
};
enum { OPTIONS = sizeof options / sizeof *options };

int64_t cli_now(void)
{
    int64_t fixed = 0;
    return text_number(getenv("MTACON_NOW"), 0, INT64_MAX, &fixed) ? fixed : clock_now();
}

char *cli_prompt(const char *text, bool echo)
{
    struct termios before, silent;
    char *line = NULL;
    size_t size = 0;
    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) < 0)
        return NULL;
    fprintf(stderr, "%s: ", text);
    silent = before;
    if (!echo)
        silent.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    ssize_t length = getline(&line, &size, stdin);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    if (!echo)
        fputc('\n', stderr);
    if (length <= 0) {
        free(line);
        return NULL;
    }
    text_chomp(line);
    return line;
}

static void print_options(const char *letters, bool general)
{
    for (int i = 0; i < OPTIONS; i++) {
        const struct cli_option *option = &options[i];
        if (option->letter ? !strchr(letters, option->letter) : !general)
            continue;
        char *name = memory_printf("--%s%s%s", option->name, option->value ? " " : "",
                                   option->value ? option->value : "");
        printf("  %-20s %s\n", name, option->summary);
        free(name);
    }
}

static int help(const struct cli_command *command)
{
    if (command) {
        printf("usage: mtacon %s%s%s [options]\n%s\n\noptions:\n", command->name,
               *command->arguments ? " " : "", command->arguments, command->summary);
        print_options(command->options, true);
        return 0;
    }
    printf("usage: mtacon [options] [command]\n"
           "The operator's console for mail continuity: queues and delivery failures of MTA "
           "nodes,\nread over SSH.\n\ncommands:\n");
    for (command = cli_commands; command->name; command++) {
        char *usage = memory_printf("%s %s", command->name, command->arguments);
        if (strlen(usage) > 32)
            printf("  %s\n%35s%s\n", usage, "", command->summary);
        else
            printf("  %-32s %s\n", usage, command->summary);
        free(usage);
    }
    printf("\noptions of all commands:\n");
    print_options("", true);
    printf("\n'mtacon COMMAND --help' lists a command's own. See mtacon(1).\n");
    return 0;
}

/* The command that the words begin with; `*words` is how many it takes. */
static const struct cli_command *find_command(char **words, int count, int *taken)
{
    const char *first = count ? words[0] : "console";
    *taken = count ? 1 : 0;
    for (const struct cli_command *command = cli_commands; command->name; command++) {
        const char *space = strchr(command->name, ' ');
        if (!space && strcmp(command->name, first) == 0)
            return command;
        if (space && count > 1 &&
            strncmp(command->name, first, (size_t)(space - command->name)) == 0 &&
            first[space - command->name] == '\0' && strcmp(space + 1, words[1]) == 0) {
            *taken = 2;
            return command;
        }
    }
    return NULL;
}

static bool number(struct cli *cli, const char *option, const char *value, int64_t low,
                   int64_t high, int64_t *out)
{
    if (text_number(value, low, high, out))
        return true;
    return error_set(&cli->error, ERROR_USAGE, "--%s takes a number from %lld to %lld, not '%s'",
                     option, (long long)low, (long long)high, value);
}

static bool set_option(struct cli *cli, const char *name, const char *value)
{
    struct {
        const char *name;
        const char **where;
    } const texts[] = {{"store", &cli->store_file},
                       {"ssh-config", &cli->ssh_config},
                       {"config", &cli->config_file},
                       {"identity", &cli->identity},
                       {"mta", &cli->mta},
                       {"log", &cli->log},
                       {"node-dir", &cli->node_dir},
                       {"publish", &cli->publish},
                       {"reason", &cli->reason},
                       {"for", &cli->duration},
                       {"nodes", &cli->nodes},
                       {"note", &cli->note}};
    struct {
        const char *name;
        bool *where;
    } const flags[] = {{"json", &cli->json},
                       {"read-only", &cli->read_only},
                       {"no-color", &cli->no_color},
                       {"ascii", &cli->ascii},
                       {"yes", &cli->yes},
                       {"check", &cli->check},
                       {"all-domains", &cli->all_domains},
                       {"once", &cli->once},
                       {"push", &cli->push},
                       {"dry-run", &cli->dry_run},
                       {"keep-going", &cli->keep_going},
                       {"keep-ours", &cli->keep_ours}};
    struct {
        const char *name;
        int64_t *where, low, high;
    } const numbers[] = {{"port", &cli->port, 1, 65535},
                         {"timeout", &cli->timeout, 1, 86400},
                         {"interval", &cli->interval, 1, 3600},
                         {"hourly", &cli->hourly, 0, THRESHOLD_MAXIMUM},
                         {"daily", &cli->daily, 0, THRESHOLD_MAXIMUM}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i].name, name) == 0)
            *texts[i].where = value;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (strcmp(flags[i].name, name) == 0)
            *flags[i].where = true;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(numbers[i].name, name) == 0)
            return number(cli, name, value, numbers[i].low, numbers[i].high, numbers[i].where);
    return true;
}

/* A setting of the fleet's pace, in seconds from 1 to a day. */
static bool take_pace(struct cli *cli, const char *key, const json_t *value)
{
    struct {
        const char *key;
        int64_t *where;
    } const paces[] = {{"policy_interval", &cli->pace.policy},
                       {"listing_interval", &cli->pace.listing},
                       {"office365_interval", &cli->pace.office365},
                       {"alert_grace", &cli->pace.alert_grace},
                       {"alert_avoid", &cli->pace.alert_avoid}};
    int64_t seconds = json_is_integer(value) ? json_integer_value(value) : 0;
    for (size_t i = 0; i < sizeof paces / sizeof *paces; i++) {
        if (strcmp(paces[i].key, key) != 0)
            continue;
        *paces[i].where = seconds * 1000;
        return seconds > 0 && seconds <= 86400;
    }
    return false;
}

/* One setting of the file; false when there is none of that name, or its value is wrong. What the
 * command line gave stays. */
static bool take_setting(struct cli *cli, const char *key, json_t *value)
{
    char address[MAIL_ADDRESS_SIZE];
    const char *text = json_string_value(value);
    if (strcmp(key, "store") == 0 && text)
        cli->store_file = cli->store_file ? cli->store_file : text;
    else if (strcmp(key, "ssh_config") == 0 && text)
        cli->ssh_config = cli->ssh_config ? cli->ssh_config : text;
    else if (strcmp(key, "interval") == 0 && json_is_integer(value) &&
             json_integer_value(value) > 0 && json_integer_value(value) <= 3600)
        cli->interval = cli->interval ? cli->interval : json_integer_value(value);
    else if (strcmp(key, "ascii") == 0 && json_is_boolean(value))
        cli->ascii = cli->ascii || json_is_true(value);
    else if (strcmp(key, "color") == 0 && json_is_boolean(value))
        cli->no_color = cli->no_color || json_is_false(value);
    else if (strcmp(key, "local_time") == 0 && json_is_boolean(value))
        cli->local_time = json_is_true(value);
    else if (strcmp(key, "alert_repeat") == 0 && text && strcmp(text, "never") == 0)
        cli->alerts.repeat = 0;
    else if (strcmp(key, "alert_repeat") == 0 && text)
        return clock_parse_duration(text, &cli->alerts.repeat) && cli->alerts.repeat >= 60;
    else if (strcmp(key, "alert_from") == 0 && text && !mail_address_normalise(text, address))
        cli->alerts.from = text;
    else if (strcmp(key, "alert_sendmail") == 0 && text)
        cli->alerts.sendmail = text;
    else if (strcmp(key, "alert_command") == 0 && text)
        cli->alerts.command = text;
    else
        return take_pace(cli, key, value);
    return true;
}

static bool read_settings(struct cli *cli)
{
    json_error_t why;
    char *path = cli->config_file ? memory_string(cli->config_file) : path_config("config.json");
    const char *key;
    json_t *value;
    bool done = true;
    cli->alerts =
        (struct fleet_alerts){.repeat = ALERT_REPEAT_DEFAULT, .sendmail = "/usr/sbin/sendmail"};
    if (!path || (!cli->config_file && access(path, F_OK) != 0)) {
        free(path);
        return true;
    }
    cli->settings = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    if (!json_is_object(cli->settings))
        done =
            error_set(&cli->error, ERROR_STORE, "configuration %s, line %d: %s", path,
                      cli->settings ? 1 : why.line, cli->settings ? "not a JSON object" : why.text);
    json_object_foreach(cli->settings, key, value)
    {
        if (done && !take_setting(cli, key, value))
            done = error_set(&cli->error, ERROR_STORE,
                             "configuration %s: unknown key or wrong value: '%s' (see mtacon(1), "
                             "FILES)",
                             path, key);
    }
    free(path);
    return done;
}

bool cli_reload_settings(struct cli *cli)
{
    struct cli fresh = *cli->given;
    if (!read_settings(&fresh)) {
        cli->error = fresh.error;
        json_decref(fresh.settings);
        return false;
    }
    json_decref(cli->settings);
    fresh.store = cli->store;
    fresh.given = cli->given;
    *cli = fresh;
    return true;
}

static int run(struct cli *cli, const struct cli_command *command)
{
    const struct cli given = *cli;
    int code;
    cli->given = &given;
    if (!read_settings(cli)) {
        code = (int)cli->error.kind;
    } else if (cli->read_only && command->changes) {
        error_set(&cli->error, ERROR_REFUSED, "'%s' would change something: refused, --read-only",
                  command->name);
        code = ERROR_REFUSED;
    } else {
        cli->store = store_open(cli->store_file, &cli->error);
        code = cli->store ? command->run(cli) : ERROR_STORE;
        store_close(cli->store);
    }
    json_decref(cli->settings);
    cli->given = NULL;
    cli->settings = NULL;
    return code;
}

static int finish(struct cli *cli, int code, const struct cli_command *command)
{
    /* A monitoring plugin says even that on standard output, with 3 for unknown. */
    if (cli->check && code != 0 && cli->error.kind != ERROR_NONE) {
        printf("MTACON UNKNOWN - %s\n", cli->error.text);
        return 3;
    }
    if (cli->error.kind != ERROR_NONE)
        fprintf(stderr, "mtacon: %s\n", cli->error.text);
    if (code == ERROR_USAGE)
        fprintf(stderr, "try: mtacon %s%s--help\n", command ? command->name : "",
                command ? " " : "");
    return code;
}

static bool check_command(struct cli *cli, const struct cli_command *command,
                          const bool given[OPTIONS])
{
    for (int i = 0; i < OPTIONS; i++)
        if (given[i] && options[i].letter && !strchr(command->options, options[i].letter))
            return error_set(&cli->error, ERROR_USAGE, "--%s is no option of '%s'", options[i].name,
                             command->name);
    if (cli->argument_count < command->least)
        return error_set(&cli->error, ERROR_USAGE, "'%s' needs %s", command->name,
                         command->arguments);
    return true;
}

int cli_main(int argc, char **argv)
{
    struct cli cli = {.hourly = -1, .daily = -1};
    struct option long_options[OPTIONS + 1] = {0};
    bool given[OPTIONS] = {0}, wants_help = false;
    int index = 0, choice, taken = 0;
    for (int i = 0; i < OPTIONS; i++)
        long_options[i] = (struct option){
            options[i].name, options[i].value ? required_argument : no_argument, NULL, 1};
    opterr = 0;
    while ((choice = getopt_long(argc, argv, ":", long_options, &index)) != -1) {
        if (choice != 1) {
            error_set(&cli.error, ERROR_USAGE, "%s '%s'",
                      choice == ':' ? "a value is missing after" : "unknown option",
                      argv[optind - 1]);
            return finish(&cli, ERROR_USAGE, NULL);
        }
        given[index] = true;
        if (strcmp(options[index].name, "help") == 0)
            wants_help = true;
        if (strcmp(options[index].name, "version") == 0) {
            puts("mtacon " PACKAGE_VERSION);
            return 0;
        }
        if (!set_option(&cli, options[index].name, optarg))
            return finish(&cli, ERROR_USAGE, NULL);
    }
    const struct cli_command *command = find_command(argv + optind, argc - optind, &taken);
    if (wants_help)
        return help(argc == optind ? NULL : command);
    if (!command) {
        error_set(&cli.error, ERROR_USAGE, "no command is called '%s%s%s'", argv[optind],
                  argc - optind > 1 ? " " : "", argc - optind > 1 ? argv[optind + 1] : "");
        return finish(&cli, ERROR_USAGE, NULL);
    }
    for (int i = optind + taken; i < argc; i++) {
        if (cli.argument_count == command->most) {
            error_set(&cli.error, ERROR_USAGE, "'%s' does not take '%s'", command->name, argv[i]);
            return finish(&cli, ERROR_USAGE, command);
        }
        cli.arguments[cli.argument_count++] = argv[i];
    }
    if (!check_command(&cli, command, given))
        return finish(&cli, ERROR_USAGE, command);
    return finish(&cli, run(&cli, command), command);
}
