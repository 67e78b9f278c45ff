/* A stand-in for the node side: no mail server, no shell, no library of ours runs here, but what
 * the console says and hears over a real sshd is the real protocol, and its answers are recorded
 * ones (the file 'answers') with counters that grow with the clock. It costs next to nothing, so
 * that a thousand fit on one machine and what is measured is the console. What nobody recorded is
 * refused.
 *
 *   standin ANSWERS FOLDER      as ForceCommand of an sshd; which node it is, is the last two parts
 *                               of the address that was connected to
 *   FOLDER/began                when the logs of all nodes began, epoch
 *   FOLDER/mode, mode.NODE      how it behaves, words with blanks between; that of the node wins:
 *     login SECONDS             its login shell takes so long
 *     frozen                    its login never answers
 *     garbling                  its login writes noise
 *     every SECONDS             between two failing deliveries in its log; 5
 *     domains COUNT             of so many domains; 50
 *     broken-by NUMBER          while that revision is in force, each failure is twenty
 *   FOLDER/head.NODE, policy.NODE   the policy that was pushed
 *
 * Any other command than the console's is run by sh, after as long a login. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* As src/ssh and src/node ask for it. */
#define CONSOLE_SHELL "exec nice -n 10 sh"
enum { WORDS = 12, EVENT_BYTES = 200, EVENTS_AT_ONCE = 2000, NOISE_BYTES = 300000, BREAKS = 20 };

struct mode {
    long login, every, domains, broken_by;
    bool frozen, garbling;
};

/* A failing delivery that was recorded. */
struct failure {
    const char *domain, *code, *text; /* '#' in the domain: its number */
};

struct standin {
    const char *folder;
    char node[16];
    long number;
    char *answers;
    struct failure failures[16];
    size_t failure_count;
    struct mode mode;
    long long began;
    char mark[64];
    /* the policy in force; hash '-': none */
    char hash[65], author[64];
    long long revision, saved_at, pushed_at;
};

static void *allocated(void *pointer)
{
    if (!pointer)
        exit(71);
    return pointer;
}

static char *printed(const char *format, ...) __attribute__((format(printf, 1, 2)));

static char *printed(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    return allocated(length < 0 ? NULL : text);
}

/* NULL: it is not there. The caller frees it. */
static char *file_text(const char *path)
{
    char *text = NULL;
    size_t room = 0;
    FILE *file = fopen(path, "r");
    if (!file)
        return NULL;
    if (getdelim(&text, &room, '\0', file) < 0) {
        free(text);
        text = allocated(strdup(""));
    }
    fclose(file);
    return text;
}

/* Of the node itself, or of all. */
static char *setting_text(const struct standin *standin, const char *name)
{
    char *path = printed("%s/%s.%s", standin->folder, name, standin->node);
    char *text = file_text(path);
    path[strlen(path) - strlen(standin->node) - 1] = '\0';
    if (!text)
        text = file_text(path);
    free(path);
    return text;
}

static void read_mode(struct standin *standin)
{
    struct mode *mode = &standin->mode;
    char *text = setting_text(standin, "mode"), *rest = NULL;
    *mode = (struct mode){.every = 5, .domains = 50, .broken_by = -1};
    for (char *word = text ? strtok_r(text, " \n", &rest) : NULL; word;
         word = strtok_r(NULL, " \n", &rest)) {
        long *value = strcmp(word, "login") == 0       ? &mode->login
                      : strcmp(word, "every") == 0     ? &mode->every
                      : strcmp(word, "domains") == 0   ? &mode->domains
                      : strcmp(word, "broken-by") == 0 ? &mode->broken_by
                                                       : NULL;
        mode->frozen = mode->frozen || strcmp(word, "frozen") == 0;
        mode->garbling = mode->garbling || strcmp(word, "garbling") == 0;
        if (value)
            *value = strtol(strtok_r(NULL, " \n", &rest) ?: "0", NULL, 10);
    }
    if (mode->every < 1 || mode->domains < 1)
        exit(64);
    free(text);
}

static void read_head(struct standin *standin)
{
    char *path = printed("%s/head.%s", standin->folder, standin->node), *text = file_text(path);
    strcpy(standin->hash, "-");
    if (text && sscanf(text, "%64s %lld %lld %lld %63[^\n]", standin->hash, &standin->revision,
                       &standin->saved_at, &standin->pushed_at, standin->author) < 4)
        exit(65);
    free(text);
    free(path);
}

/* The section of the recording, to its end; NULL: nobody recorded that. The caller frees it. */
static char *section(const struct standin *standin, const char *name)
{
    char *title = printed("\n= %s\n", name);
    const char *found = strstr(standin->answers, title);
    const char *begin = found ? found + strlen(title) : NULL;
    const char *end = begin ? strstr(begin - 1, "\n= ") : NULL;
    free(title);
    return !begin ? NULL
                  : allocated(strndup(begin, end ? (size_t)(end + 1 - begin) : strlen(begin)));
}

static void read_failures(struct standin *standin)
{
    char *rest = section(standin, "failures"), *line;
    while (rest && standin->failure_count < 16 && (line = strsep(&rest, "\n")) && *line) {
        struct failure *failure = &standin->failures[standin->failure_count++];
        failure->domain = strsep(&line, "\t");
        failure->code = strsep(&line, "\t");
        failure->text = line ? line : "";
    }
    if (!standin->failure_count)
        exit(65);
}

/* ---- answers ---- */

static void end_answer(const struct standin *standin, const char *sequence, int status)
{
    printf("\n%s %s %d\n", standin->mark, sequence, status);
    fflush(stdout);
}

static long long events_until(const struct standin *standin, long long now)
{
    return now > standin->began ? (now - standin->began) / standin->mode.every : 0;
}

/* What stands between @ in a recorded line. */
static void print_value(const struct standin *standin, const char *name)
{
    long long now = time(NULL);
    if (strcmp(name, "now") == 0)
        printf("%lld", now);
    else if (strcmp(name, "earlier") == 0)
        printf("%lld", now - now % 60 - 600);
    else if (strcmp(name, "later") == 0)
        printf("%lld", now - now % 60 + 400000);
    else if (strcmp(name, "queued") == 0)
        printf("%lld", 1 + events_until(standin, now) / 10);
    else if (strcmp(name, "node") == 0)
        printf("%s", standin->node);
    else if (strcmp(name, "policy") == 0)
        printf("%s\t%lld\t%lld\t%s", standin->hash, standin->revision, standin->saved_at,
               standin->author);
}

static void replay(const struct standin *standin, char *text)
{
    char *rest = text, *part;
    bool value = false;
    while ((part = strsep(&rest, "@"))) {
        if (value)
            print_value(standin, part);
        else
            fputs(part, stdout);
        value = !value;
    }
}

/* An event of the log: which failure of which domain. */
struct event {
    long long minute;
    const struct failure *failure;
    long domain;
};

static struct event event_of(const struct standin *standin, long long number)
{
    uint64_t mixed = ((uint64_t)number * 1000003 + (uint64_t)standin->number) * 0x9e3779b97f4a7c15U;
    long long at = standin->began + number * standin->mode.every;
    return (struct event){
        .minute = at - at % 60,
        .failure = &standin->failures[(mixed >> 20) % standin->failure_count],
        .domain = (long)((mixed >> 32) % (uint64_t)standin->mode.domains) + 1,
    };
}

static bool same(const struct event *one, const struct event *other)
{
    return one->minute == other->minute && one->failure == other->failure &&
           one->domain == other->domain;
}

static void print_domain(const struct event *event)
{
    for (const char *at = event->failure->domain; *at; at++) {
        if (*at == '#')
            printf("%ld", event->domain);
        else
            putchar(*at);
    }
}

/* mtacon_log LOG FINGERPRINT OFFSET SINCE LIMIT: each event is a line of so many bytes. */
static int answer_log(const struct standin *standin, char **words)
{
    struct event events[EVENTS_AT_ONCE];
    long long end = events_until(standin, time(NULL));
    long long from = strcmp(words[2], "-") == 0 ? 0 : strtoll(words[3], NULL, 10) / EVENT_BYTES;
    int count = (int)(end - from < EVENTS_AT_ONCE ? end - from : EVENTS_AT_ONCE);
    for (int i = 0; i < count; i++)
        events[i] = event_of(standin, from + i);
    for (int i = 0; i < count; i++) {
        long times = 0;
        bool first = true;
        for (int j = 0; j < count; j++) {
            first = first && (j >= i || !same(&events[i], &events[j]));
            times += same(&events[i], &events[j]);
        }
        if (!first)
            continue;
        if (standin->revision == standin->mode.broken_by &&
            events[i].minute >= standin->pushed_at - 60)
            times *= BREAKS;
        printf("sample\t");
        print_domain(&events[i]);
        printf("\t%s\t%lld\t%s\nfail\t%lld\t", events[i].failure->code, events[i].minute,
               events[i].failure->text, events[i].minute);
        print_domain(&events[i]);
        printf("\t%s\t%ld\n", events[i].failure->code, times);
    }
    printf("cursor\t%lld:%ld\t%lld\t%d\n", standin->began, standin->number,
           (from + count) * EVENT_BYTES, from + count < end);
    return 0;
}

static void write_file(const struct standin *standin, const char *name, const char *text)
{
    char *path = printed("%s/%s.%s", standin->folder, name, standin->node);
    char *fresh = printed("%s.new", path);
    FILE *file = fopen(fresh, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0 || rename(fresh, path) != 0)
        exit(73);
    free(fresh);
    free(path);
}

/* The file of that name in a bundle: see mtacon_push. */
static char *bundled(const char *bundle, const char *mark, const char *name)
{
    char *title = printed("%s %s\n", mark, name), *next = printed("\n%s ", mark);
    const char *begin = strstr(bundle, title);
    const char *end = begin ? strstr(begin + strlen(title) - 1, next) : NULL;
    char *text =
        end ? allocated(strndup(begin + strlen(title), (size_t)(end + 1 - begin) - strlen(title)))
            : NULL;
    free(next);
    free(title);
    return text;
}

/* mtacon_push DIR HASH EXPECTED NUMBER AT AUTHOR PROBE MARK */
static int answer_push(struct standin *standin, char **words, const char *input)
{
    char *document = bundled(input, words[8], "policy.json");
    char *steps = section(standin, "mtacon_push");
    if (!document || !steps) {
        printf("failed\tthe bundle did not arrive whole\n");
        return 1;
    }
    if (strcmp(standin->hash, words[2]) != 0 && strcmp(standin->hash, words[3]) != 0) {
        printf("conflict\t%s\t%lld\t%lld\t%s\n", standin->hash, standin->revision,
               standin->saved_at, standin->author);
        return 1;
    }
    replay(standin, steps);
    char *head = printed("%s %s %s %lld %s\n", words[2], words[4], words[5], (long long)time(NULL),
                         words[6]);
    write_file(standin, "policy", document);
    write_file(standin, "head", head);
    read_head(standin);
    printf("inforce\t%s\n", standin->hash);
    free(head);
    free(document);
    free(steps);
    return 0;
}

/* The document in lines of 4,000 bytes. */
static int answer_policy_read(const struct standin *standin)
{
    char *path = printed("%s/policy.%s", standin->folder, standin->node), *text = file_text(path);
    for (const char *at = text; at && *at; at += strlen(at) < 4000 ? strlen(at) : 4000)
        printf("%.4000s%s", at, strlen(at) > 4000 ? "\n" : "");
    int status = text ? 0 : 1;
    free(text);
    free(path);
    return status;
}

static int answer(struct standin *standin, char **words, size_t count, const char *input)
{
    if (strcmp(words[0], "true") == 0)
        return 0;
    if (strcmp(words[0], "mtacon_log") == 0 && count == 6)
        return answer_log(standin, words);
    if (strcmp(words[0], "mtacon_push") == 0 && count == 9)
        return answer_push(standin, words, input);
    if (strcmp(words[0], "mtacon_policy_read") == 0)
        return answer_policy_read(standin);
    /* data/node/common/auto.sh: which mail server it has, before it does what stands behind. */
    if (strcmp(words[0], "mtacon_introduce") == 0 && count > 1) {
        printf("kind\tpostfix\n");
        return answer(standin, words + 1, count - 1, input);
    }
    char *text = section(standin, words[0]);
    if (!text) {
        fprintf(stderr, "stand-in: no answer to %s was recorded\n", words[0]);
        return 127;
    }
    replay(standin, text);
    free(text);
    return 0;
}

/* ---- the protocol of src/node/shell.c ---- */

/* Words as sh takes them apart; of quotes the console writes only these. */
static size_t split(char *line, char **words)
{
    size_t count = 0;
    char *out = line;
    for (char *at = line; *at && *at != '\n' && count < WORDS;) {
        bool quoted = false;
        words[count++] = out;
        for (; *at && *at != '\n' && (quoted || *at != ' '); at++) {
            if (*at == '\'')
                quoted = !quoted;
            else if (!quoted && *at == '\\' && at[1])
                *out++ = *++at;
            else
                *out++ = *at;
        }
        at += *at == ' ';
        *out++ = '\0';
    }
    return count;
}

/* What follows the request, up to the line that ends it. */
static char *read_input(const char *end)
{
    char *text = NULL, *line = NULL;
    size_t size = 0, room = 0;
    ssize_t length;
    FILE *out = allocated(open_memstream(&text, &size));
    while ((length = getline(&line, &room, stdin)) > 0 && strcmp(line, end) != 0)
        fwrite(line, 1, (size_t)length, out);
    fclose(out);
    free(line);
    return text;
}

static void take_request(struct standin *standin, char *line, bool takes)
{
    char *words[WORDS + 1] = {NULL}, *input = NULL;
    char *here = takes ? strstr(line, " <<'") : NULL;
    if (here) {
        char *end = printed("%s_input\n", standin->mark);
        *here = '\0';
        input = read_input(end);
        free(end);
    }
    size_t count = split(line, words);
    if (count < 3)
        exit(76);
    end_answer(standin, words[1], answer(standin, words + 2, count - 2, input ? input : ""));
    free(input);
}

static void speak(struct standin *standin)
{
    char *line = NULL, sequence[16];
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        bool takes = strncmp(line, "mtacon_take ", 12) == 0;
        if (!*standin->mark) {
            if (sscanf(line, "printf '\\n%%s %%s %%s\\n' %63s %15s", standin->mark, sequence) == 2)
                end_answer(standin, sequence, 0);
        } else if ((takes || strncmp(line, "mtacon_run ", 11) == 0) && line[11 + takes] >= '0' &&
                   line[11 + takes] <= '9') {
            take_request(standin, line, takes);
        } /* else a line of the library, of which the stand-in has no need */
    }
    free(line);
}

static void make_noise(void)
{
    uint32_t state = 2463534242;
    for (int i = 0; i < NOISE_BYTES; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        putchar((int)(state & 0xff));
    }
    fflush(stdout);
    pause();
}

/* 'CLIENT PORT 127.1.A.B PORT' */
static void find_node(struct standin *standin)
{
    unsigned high = 0, low = 0;
    const char *connection = getenv("SSH_CONNECTION");
    if (!connection || sscanf(connection, "%*s %*s %*u.%*u.%u.%u", &high, &low) != 2)
        exit(64);
    snprintf(standin->node, sizeof standin->node, "%u.%u", high, low);
    standin->number = high * 256 + low;
}

static void read_all(struct standin *standin, const char *answers)
{
    char *began = setting_text(standin, "began");
    standin->answers = allocated(file_text(answers));
    if (!began) {
        fprintf(stderr, "stand-in: there is no %s/began\n", standin->folder);
        exit(66);
    }
    standin->began = strtoll(began, NULL, 10);
    free(began);
    read_failures(standin);
    read_head(standin);
}

int main(int argc, char **argv)
{
    struct standin standin = {.folder = argc == 3 ? argv[2] : NULL};
    const char *command = getenv("SSH_ORIGINAL_COMMAND");
    if (argc != 3) {
        fprintf(stderr, "usage: standin ANSWERS FOLDER\n");
        return 64;
    }
    find_node(&standin);
    read_mode(&standin);
    while (standin.mode.frozen)
        pause();
    if (standin.mode.garbling)
        make_noise();
    sleep((unsigned)standin.mode.login);
    if (command && strcmp(command, CONSOLE_SHELL) != 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        return 71;
    }
    read_all(&standin, argv[1]);
    speak(&standin);
    return 0;
}
