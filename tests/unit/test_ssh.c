#include "mtacon/ssh/session.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mtacon/base/memory.h"
#include "mtacon/ssh/config.h"
#include "mtacon/node/reply.h"
#include "mtacon/ssh/inquiry.h"
#include "mtacon/ssh/known_hosts.h"
#include "mtacon/ssh/pattern.h"
#include "mtacon/ssh/secrets.h"

/* ---- ssh -G ---- */

static const char config_text[] = /* printed by OpenSSH 9.2, shortened */
    "host mta1\nuser root\nhostname 192.0.2.7\nport 2200\nidentitiesonly yes\n"
    "kbdinteractiveauthentication no\npasswordauthentication yes\npubkeyauthentication true\n"
    "stricthostkeychecking ask\nidentityagent none\nidentityfile /k/one\nidentityfile ~/two\n"
    "globalknownhostsfile /etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2\n"
    "userknownhostsfile /u/known_hosts\nproxyjump jump.example:2222\nconnecttimeout none\n";

START_TEST(config_is_read)
{
    struct ssh_config config;
    struct error error;
    ck_assert(ssh_config_parse(config_text, &config, &error));
    ck_assert_str_eq(config.hostname, "192.0.2.7");
    ck_assert_str_eq(config.port, "2200");
    ck_assert(config.identities_only);
    ck_assert(config.public_key && config.password && !config.keyboard_interactive);
    ck_assert_ptr_null(config.identity_agent);
    ck_assert_str_eq(config.identity_files[0], "/k/one");
    ck_assert_str_ne(config.identity_files[1], "~/two");
    ck_assert_ptr_null(config.identity_files[2]);
    ck_assert_str_eq(config.global_known_hosts[1], "/etc/ssh/ssh_known_hosts2");
    ck_assert_str_eq(config.proxy_jump, "jump.example:2222");
    char *name = ssh_config_known_name(&config);
    ck_assert_str_eq(name, "[192.0.2.7]:2200");
    free(name);
    ssh_config_clear(&config);
    ck_assert(!ssh_config_parse("garbage\n", &config, &error));
}
END_TEST

/* Checks of the host key that only OpenSSH makes. */
START_TEST(what_is_not_done_here_is_seen)
{
    static const struct {
        const char *line, *named;
    } cases[] = {{"revokedhostkeys /etc/ssh/revoked", "RevokedHostKeys"},
                 {"knownhostscommand /usr/bin/keys %H", "KnownHostsCommand"},
                 {"revokedhostkeys none", NULL},
                 {"knownhostscommand none", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ssh_config config;
        struct error error;
        char *text = memory_printf("user root\nport 22\nhostname h\n%s\n", cases[i].line);
        ck_assert(ssh_config_parse(text, &config, &error));
        ck_assert_int_eq(config.beyond != NULL, cases[i].named != NULL);
        if (cases[i].named)
            ck_assert_ptr_nonnull(strstr(config.beyond, cases[i].named));
        ssh_config_clear(&config);
        free(text);
    }
}
END_TEST

START_TEST(proxy_command_cannot_be_injected)
{
    struct ssh_target target = {.name = "mta1", .destination = "mta1"};
    struct ssh_config config;
    struct error error;
    ck_assert(ssh_config_parse("user root\nport 22\nhostname h.example\n"
                               "proxycommand nc -X %% %h %p as %r\n",
                               &config, &error));
    char *command = ssh_config_proxy_command(&config, &target, &error);
    ck_assert_str_eq(command, "nc -X % h.example 22 as root");
    free(command);
    free(config.hostname);
    config.hostname = strdup("h;rm -rf /");
    ck_assert_ptr_null(ssh_config_proxy_command(&config, &target, &error));
    ssh_config_clear(&config);
}
END_TEST

/* ---- known_hosts ---- */

/* A key in wire format as in the files: type ssh-ed25519, 32 bytes of key. */
static size_t make_key(unsigned char *out, unsigned char fill)
{
    static const unsigned char head[] = {0,   0,   0,   11,  's', 's', 'h', '-', 'e', 'd',
                                         '2', '5', '5', '1', '9', 0,   0,   0,   32};
    memcpy(out, head, sizeof head);
    memset(out + sizeof head, fill, 32);
    return sizeof head + 32;
}

#define KEY_A "AAAAC3NzaC1lZDI1NTE5AAAAIEFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"

START_TEST(host_keys_are_judged)
{
    unsigned char key_a[64], key_b[64];
    size_t length = make_key(key_a, 'A');
    make_key(key_b, 'B');
    struct known_hosts hosts = {0};
    const struct known_host *entry;
    ck_assert_int_eq(known_hosts_check(&hosts, key_a, length, &entry), KNOWN_HOST_UNKNOWN);
    known_hosts_search(&hosts, "/u/known_hosts",
                       "# a comment\n\n[127.0.0.1]:2222 ssh-ed25519 " KEY_A " comment\n"
                       "other ssh-ed25519 " KEY_A "\n",
                       "[127.0.0.1]:2222");
    ck_assert_uint_eq(hosts.count, 1);
    ck_assert_int_eq(known_hosts_check(&hosts, key_a, length, &entry), KNOWN_HOST_MATCH);
    ck_assert_int_eq(known_hosts_check(&hosts, key_b, length, &entry), KNOWN_HOST_CHANGED);
    ck_assert_int_eq(entry->line, 3);
    known_hosts_search(&hosts, "/u/known_hosts", "@revoked h* ssh-ed25519 " KEY_A "\n", "h");
    ck_assert_int_eq(known_hosts_check(&hosts, key_a, length, &entry), KNOWN_HOST_IS_REVOKED);
    static const char *const supported[] = {"ecdsa-sha2-nistp256", "ssh-ed25519"};
    char *methods = known_hosts_methods(&hosts, supported, 2);
    ck_assert_str_eq(methods, "ssh-ed25519,ecdsa-sha2-nistp256");
    free(methods);
    known_hosts_clear(&hosts);
}
END_TEST

START_TEST(only_an_authority_is_unknown)
{
    unsigned char key[64];
    size_t length = make_key(key, 'A');
    struct known_hosts hosts = {0};
    const struct known_host *entry;
    known_hosts_search(&hosts, "f", "@cert-authority *.x ssh-ed25519 " KEY_A "\n", "a.x");
    ck_assert_uint_eq(hosts.count, 1);
    ck_assert_int_eq(known_hosts_check(&hosts, key, length, &entry), KNOWN_HOST_UNKNOWN);
    known_hosts_clear(&hosts);
    ck_assert_ptr_null(known_hosts_key_type("\0\0\0\xff", 4));
}
END_TEST

/* Each as `ssh-keygen -F` answers it; tests/node/test_ssh.py asks that. */
START_TEST(known_hosts_patterns)
{
    static const struct {
        const char *list, *name;
        bool matches;
    } cases[] = {
        {"a,b,c", "b", true},       {"a,b,c", "d", false},
        {"*.x", "a.x", true},       {"*.x", "x", false},
        {"?", "", false},           {"a?c", "abc", true},
        {"*,!bad*", "good", true},  {"*,!bad*", "bad1", false},
        {"!bad*,*", "bad1", false}, {"!bad", "good", false},
        {"MIXED", "mixed", true},   {"a*b*c", "a12b34c", true},
        {"a*b*c", "a12c34", false}, {"[h]:22", "[h]:22", true},
        {"", "a", false},           {",,a", "a", true},
        {"h", "hh", false},         {"*a*a*a*a*b", "aaaaaaaaaaaaaa", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(pattern_list_match(cases[i].list, cases[i].name) == cases[i].matches,
                      "%s of %s", cases[i].name, cases[i].list);
    ck_assert(pattern_words_match("a !b* *c", "xc"));
    ck_assert(!pattern_words_match("a !b* *c", "bc"));
    ck_assert(!pattern_words_match("UPPER", "upper"));
}
END_TEST

/* ---- inquiries ---- */

struct told {
    int times, status;
    char output[64];
    struct inquiry_wait *wait;
};

static void told(void *argument, const struct child_result *result)
{
    struct told *told = argument;
    told->times++;
    told->status = result->status;
    snprintf(told->output, sizeof told->output, "%s", result->output);
}

/* How often the program ran: it adds a byte to `file` each time. */
static long runs(const char *file)
{
    struct stat status;
    return stat(file, &status) == 0 ? (long)status.st_size : 0;
}

START_TEST(a_question_is_asked_once)
{
    char file[] = "/tmp/mtacon-unit-XXXXXX";
    close(mkstemp(file));
    char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char[]){"printf x >>\"$1\"; echo answer"},
                    (char[]){"sh"}, file,           NULL};
    struct loop *loop = loop_new();
    struct inquiries *inquiries = inquiries_new(loop);
    struct inquiry inquiry = {.key = "k", .version = "1", .argv = argv, .deadline_ms = 60000};
    struct told one = {0}, two = {0}, gone = {0};
    inquiry_ask(inquiries, &inquiry, told, &one, &one.wait);
    inquiry_ask(inquiries, &inquiry, told, &two, &two.wait);
    inquiry_ask(inquiries, &inquiry, told, &gone, &gone.wait);
    inquiry_forget(gone.wait);
    ck_assert_ptr_null(gone.wait);
    while (!one.times || !two.times)
        loop_run_once(loop, 1000);
    ck_assert_str_eq(one.output, "answer\n");
    ck_assert_int_eq(gone.times, 0);
    inquiry_ask(inquiries, &inquiry, told, &one, &one.wait); /* kept: told at once */
    ck_assert_int_eq(one.times, 2);
    ck_assert_int_eq(runs(file), 1);
    inquiry.version = "2";
    inquiry_ask(inquiries, &inquiry, told, &one, &one.wait);
    ck_assert_int_eq(one.times, 2);
    while (one.times < 3)
        loop_run_once(loop, 1000);
    ck_assert_int_eq(runs(file), 2);
    argv[0][0] = 'X'; /* no such program */
    inquiry.version = NULL;
    inquiry_ask(inquiries, &inquiry, told, &two, &two.wait);
    while (two.times < 2) /* at once, or by a child that says so */
        loop_run_once(loop, 1000);
    ck_assert_int_eq(two.status, 127);
    ck_assert_ptr_null(two.wait);
    inquiries_free(inquiries);
    loop_free(loop);
    unlink(file);
}
END_TEST

/* ---- frames ---- */

struct heard {
    char lines[4096];
    int status;
};

static void heard_line(void *argument, char *line, size_t length)
{
    struct heard *heard = argument;
    ck_assert_uint_eq(strlen(heard->lines) + length + 2 < sizeof heard->lines, 1);
    strcat(heard->lines, line);
    strcat(heard->lines, "|");
}

static void heard_done(void *argument, int status)
{
    ((struct heard *)argument)->status = status;
}

static const struct reply_listener listener = {heard_line, heard_done};

START_TEST(answers_end_at_the_mark_only)
{
    struct reply reply;
    struct heard heard = {.status = -1};
    char text[512];
    reply_init(&reply);
    ck_assert(reply_feed(&reply, "Welcome!\n", 9, &listener, &heard)); /* a login's greeting */
    reply_begin(&reply);
    int length = snprintf(text, sizeof text,
                          "one\ntwo\n%s 9 0\n%s 1 x\n0123456789abcdef 1 0\n\n%s 1 7\nlater\n",
                          reply.mark, reply.mark, reply.mark);
    for (int i = 0; i < length; i++) /* byte by byte: cut anywhere */
        ck_assert(reply_feed(&reply, text + i, 1, &listener, &heard));
    ck_assert_int_eq(heard.status, 7);
    snprintf(text, sizeof text, "one|two|%s 9 0|%s 1 x|0123456789abcdef 1 0|", reply.mark,
             reply.mark);
    ck_assert_str_eq(heard.lines, text);
    reply_clear(&reply);
}
END_TEST

START_TEST(answers_are_bounded)
{
    struct reply reply;
    struct heard heard = {.status = -1};
    char block[4096];
    memset(block, 'x', sizeof block);
    reply_init(&reply);
    reply_begin(&reply);
    size_t fed = 0;
    while (reply_feed(&reply, block, sizeof block, &listener, &heard))
        fed += sizeof block;
    ck_assert_uint_le(fed, REPLY_ANSWER_LIMIT);
    ck_assert_uint_le(reply.line.length, REPLY_LINE_LIMIT);
    reply_clear(&reply);
}
END_TEST

START_TEST(secrets_are_kept_and_forgotten)
{
    struct ssh_secrets *secrets = ssh_secrets_new();
    ck_assert_ptr_null(ssh_secrets_get(secrets, "a"));
    ssh_secrets_set(secrets, "a", "one");
    ssh_secrets_set(secrets, "b", "two");
    ssh_secrets_set(secrets, "a", "three");
    ck_assert_str_eq(ssh_secrets_get(secrets, "a"), "three");
    ck_assert_str_eq(ssh_secrets_get(secrets, "b"), "two");
    ssh_secrets_set(secrets, "a", NULL);
    ck_assert_ptr_null(ssh_secrets_get(secrets, "a"));
    ssh_secrets_free(secrets);
}
END_TEST

/* A node that failed ten times is tried again within minutes, whatever it fails at. */
START_TEST(patience_ends_after_some_minutes)
{
    ck_assert_int_eq(ssh_patience(10000, 0), 10000);
    ck_assert_int_eq(ssh_patience(10000, 2), 40000);
    ck_assert_int_eq(ssh_patience(10000, 10), 180000);
    ck_assert_int_eq(ssh_patience(120000, 16), 180000);
}
END_TEST

Suite *suite_ssh(void)
{
    Suite *suite = suite_create("ssh");
    TCase *tests = tcase_create("ssh");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, config_is_read);
    tcase_add_test(tests, what_is_not_done_here_is_seen);
    tcase_add_test(tests, proxy_command_cannot_be_injected);
    tcase_add_test(tests, host_keys_are_judged);
    tcase_add_test(tests, only_an_authority_is_unknown);
    tcase_add_test(tests, known_hosts_patterns);
    tcase_add_test(tests, a_question_is_asked_once);
    tcase_add_test(tests, answers_end_at_the_mark_only);
    tcase_add_test(tests, answers_are_bounded);
    tcase_add_test(tests, secrets_are_kept_and_forgotten);
    tcase_add_test(tests, patience_ends_after_some_minutes);
    suite_add_tcase(suite, tests);
    return suite;
}
