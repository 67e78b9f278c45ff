/* withheld: who was not told of what, over all nodes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain.h"
#include "helpers.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

enum { DAY = 86400 };

struct asked {
    struct fleet_asking asking;
    bool begun;
    struct mta_withheld *rows; /* with `nodes`: whose */
    char (*nodes)[65];
    size_t count;
    int answered, all;
    char missing[256]; /* names of nodes that did not answer */
};

static bool is_settled(const struct fleet_live *live)
{
    return live->answered || live->state == FLEET_DOWN || (live->round && !*live->seen.log);
}

static void note_missing(struct asked *asked, const struct fleet_live *live)
{
    size_t used = strlen(asked->missing);
    snprintf(asked->missing + used, sizeof asked->missing - used, "%s%s", used ? ", " : "",
             live->name);
}

/* What was answered, until the fleet goes. */
static void keep(struct asked *asked, const struct fleet *fleet)
{
    size_t count = 0;
    const struct fleet_detail *details = fleet_details(fleet, &count);
    asked->count = count;
    asked->rows = memory_resize(asked->rows, count + 1, sizeof *asked->rows);
    asked->nodes = memory_resize(asked->nodes, count + 1, sizeof *asked->nodes);
    for (size_t i = 0; i < count; i++) {
        asked->rows[i] = details[i].withheld;
        snprintf(asked->nodes[i], sizeof asked->nodes[i], "%s", details[i].name);
    }
    asked->missing[0] = '\0';
    asked->all = (int)fleet_count(fleet);
    asked->answered = fleet_details_answered(fleet);
    for (int i = 0; i < asked->all; i++)
        if (!fleet_live_at(fleet, (size_t)i)->answered)
            note_missing(asked, fleet_live_at(fleet, (size_t)i));
}

static bool is_over(void *argument, struct fleet *fleet)
{
    struct asked *asked = argument;
    bool over = true;
    if (!asked->begun)
        fleet_ask_details(fleet, &asked->asking);
    asked->begun = true;
    for (size_t i = 0; i < fleet_count(fleet); i++)
        over = over && is_settled(fleet_live_at(fleet, i));
    keep(asked, fleet);
    return over;
}

/* ---- printing ---- */

/* A field of CSV (RFC 4180). */
static void print_field(const char *text, char after)
{
    putchar('"');
    for (; *text; text++) {
        if (*text == '"')
            putchar('"');
        putchar(*text);
    }
    putchar('"');
    putchar(after);
}

static void print_csv(const struct asked *asked)
{
    char when[32];
    puts("time,node,report,sender,recipient,code,reply");
    for (size_t i = 0; i < asked->count; i++) {
        const struct mta_withheld *row = &asked->rows[i];
        print_field(clock_rfc3339(when, sizeof when, row->at), ',');
        print_field(asked->nodes[i], ',');
        print_field(row->id, ',');
        print_field(row->sender, ',');
        print_field(row->recipient, ',');
        printf("%d,", row->code);
        print_field(row->reply, '\n');
    }
}

static void print_rows_json(const struct asked *asked)
{
    json_t *list = json_array();
    char when[32];
    for (size_t i = 0; i < asked->count; i++) {
        const struct mta_withheld *row = &asked->rows[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s}", "time",
                                              clock_rfc3339(when, sizeof when, row->at), "node",
                                              asked->nodes[i], "report", row->id, "sender",
                                              row->sender, "recipient", row->recipient, "code",
                                              row->code, "reply", row->reply));
    }
    print_json(list);
}

static int compare_senders(const void *one, const void *other)
{
    return strcasecmp(((const struct mta_withheld *)one)->sender,
                      ((const struct mta_withheld *)other)->sender);
}

/* Sorts the rows: after they are printed. */
static size_t count_senders(struct asked *asked)
{
    size_t count = 0;
    if (asked->count)
        qsort(asked->rows, asked->count, sizeof *asked->rows, compare_senders);
    for (size_t i = 0; i < asked->count; i++)
        count += i == 0 || compare_senders(&asked->rows[i - 1], &asked->rows[i]) != 0;
    return count;
}

static void print_text(struct asked *asked)
{
    char when[32], period[16];
    for (size_t i = 0; i < asked->count; i++) {
        const struct mta_withheld *row = &asked->rows[i];
        printf("%s  %-10s %s -> %s: %s\n", clock_rfc3339(when, sizeof when, row->at),
               asked->nodes[i], *row->sender ? row->sender : "<>", row->recipient,
               *row->reply ? row->reply : "no reply");
    }
    printf("%zu withheld, %zu senders, from %d of %d nodes, in the last %s\n", asked->count,
           count_senders(asked), asked->answered, asked->all,
           text_age(period, sizeof period, asked->asking.seconds));
}

static int print(const struct cli *cli, struct asked *asked)
{
    if (cli->json)
        print_rows_json(asked);
    else if (cli->csv)
        print_csv(asked);
    else
        print_text(asked);
    for (size_t i = 0, of = 0; i < asked->count; i++) {
        of = i && strcmp(asked->nodes[i], asked->nodes[i - 1]) == 0 ? of + 1 : 1;
        if (of == PROBE_WITHHELD_LIMIT) {
            fprintf(stderr, "mtacon: %s has more than the newest %d: say a shorter --since\n",
                    asked->nodes[i], PROBE_WITHHELD_LIMIT);
            return ERROR_NODE;
        }
    }
    if (asked->answered == asked->all)
        return 0;
    fprintf(stderr, "mtacon: not all were asked: %s did not answer\n", asked->missing);
    return ERROR_NODE;
}

static int withheld(struct cli *cli)
{
    struct asked asked = {.asking = {.kind = FLEET_WITHHELD, .seconds = DAY}};
    char domain[DOMAIN_NAME_SIZE], meant[DOMAIN_NAME_SIZE];
    if (!domain_settle_argument(cli, meant, false))
        return (int)cli->error.kind;
    const char *wrong = domain_name_from_person(cli->arguments[0], domain);
    int code = 0;
    asked.asking.domain = domain;
    if (wrong)
        error_set(&cli->error, ERROR_USAGE, "'%s' is no domain: %s", cli->arguments[0], wrong);
    else if (cli->since && !clock_parse_duration(cli->since, &asked.asking.seconds))
        error_set(&cli->error, ERROR_USAGE, "'%s' is no time: say 90m, 24h or 7d, at most 366d",
                  cli->since);
    else if (run_fleet(cli, (struct fleet_options){.changes_nodes = false}, is_over, &asked))
        code = print(cli, &asked);
    free(asked.rows);
    free(asked.nodes);
    return *cli->error.text ? (int)cli->error.kind : code;
}

const struct cli_command command_withheld = {
    .name = "withheld",
    .arguments = "DOMAIN",
    .summary = "who was not told that mail to the domain failed",
    .example = "mtacon withheld acme.example --since 24h --csv",
    .group = CLI_POLICY,
    .options = CLI_SINCE | CLI_CSV | CLI_TIMEOUT,
    .least = 1,
    .most = 1,
    .run = withheld,
};
