/* What is read of OpenSSH's files here, against what OpenSSH itself makes of them. */
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/ssh/config_files.h"
#include "mtacon/ssh/known_hosts.h"
#include "mtacon/ssh/known_hosts_files.h"

static char folder[64];

static void make_folder(void)
{
    strcpy(folder, "/tmp/mtacon-unit-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    char *command = memory_printf("rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
    free(command);
}

/* A file of that name in the folder, `text` with each ^ replaced by the folder; the path is the
 * caller's. */
static char *write_file(const char *name, const char *text)
{
    char *path = memory_printf("%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    for (; *text; text++) {
        if (*text == '^')
            fputs(folder, file);
        else
            fputc(*text, file);
    }
    fclose(file);
    return path;
}

/* What a command of this host prints; the caller frees it. */
static char *output_of(const char *command)
{
    struct buffer out = {0};
    char bytes[4096];
    size_t count;
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    while ((count = fread(bytes, 1, sizeof bytes, pipe)) > 0)
        buffer_append(&out, bytes, count);
    pclose(pipe);
    return out.length ? buffer_take(&out) : memory_string("");
}

/* Files that were just written are read again each time: waits until they count as settled. */
static const char *settled_version(struct config_files *files, bool kept)
{
    const char *version = config_files_version(files);
    for (int i = 0; i < 1000 && kept && !version; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        version = config_files_version(files);
    }
    return version;
}

/* ---- ssh -G ---- */

struct config_case {
    const char *text;
    bool kept;
    const char *one, *other;
    bool shared;
};

static const struct config_case config_cases[] = {
    {"Host *\n User x\n", true, "a", "b", true},
    {"Host a*\n User x\nHost *\n Port 7\n", true, "a1", "a2", true},
    {"Host a*\n User x\nHost *\n Port 7\n", true, "a1", "b", false},
    {"Host a b\n HostName 192.0.2.1\n", true, "a", "b", true},
    {"Host a b\n HostName A\n", true, "a", "b", true},
    {"Host a b\n HostName %h.Example.net\n", true, "a", "b", true},
    {"Host a b\n HostName 100%%%h\n", true, "a", "b", true},
    {"Host a\n HostName b\nHost a b\n HostName c\n", true, "a", "b", false},
    {"Host * !b\n User x\n", true, "a", "b", false},
    {"Host !b *\n User x\n", true, "a", "c", true},
    {"Host=a?\nUser=x\n", true, "a1", "a2", true},
    {"host A*\n user x\n", true, "a1", "A1", false},
    {"Host *\n User x\n", true, "MTA1", "mta2", true},
    {"Host *\n ProxyCommand nc %h %p\n ControlPath /tmp/%C\n", true, "a", "b", true},
    {"Host *\n IdentityFile ~/.ssh/%h\n", true, "a", "b", false},
    {"Host *\n User x\n", true, "me@a", "me@b", true},
    {"Host *\n User x\n", true, "me@a", "you@a", false},
    {"Host *\n User x\n", true, "a", "ssh://b", false},
    {"Match all\n User x\n", true, "a", "b", true},
    {"Match host a,b\n User x\n", true, "a", "b", false},
    {"Match originalhost a user x\n Port 7\n", true, "a", "b", false},
    {"Match exec true\n User x\n", false, "a", "b", false},
    {"Match host a exec \"true\"\n User x\n", false, "a", "b", false},
    {"Match !exec false\n User x\n", false, "a", "b", false},
    {"CanonicalizeHostname yes\n", false, "a", "b", false},
    {"CanonicalizeHostname no\n", true, "a", "b", true},
    {"Host \"a b\"\n User x\n", false, "a", "b", false},
    {"Include ^/inner\nHost *\n Port 7\n", true, "a", "b", true},
    {"Host a\n Include ^/inner\n", true, "a", "b", false},
    {"Host a1 a2\n Include ^/hosts\n", true, "a1", "a2", false},
    {"Host a1\n Include ^/hosts\nHost *\n Port 7\n", true, "a2", "a3", true},
    {"Include ^/in*er ^/none\n", true, "a", "b", true},
    {"Include ^/${HOME}\n", false, "a", "b", false},
};

static void assert_same(const char *one, const char *other, const char *what)
{
    ck_assert_msg(strcmp(one ? one : "", other ? other : "") == 0, "%s: '%s' is not '%s'", what,
                  one, other);
}

/* What is asked for the one, with the other's name put in, is what ssh says for the other. */
static void check_sharing(const struct config_files *files, const char *path,
                          const struct config_case *this)
{
    struct ssh_config made, said;
    struct error error;
    const struct ssh_target other = {.destination = this->other};
    char *command = memory_printf("ssh -G -F %s -- %s 2>&1", path, this->one);
    char *text = output_of(command);
    ck_assert_msg(ssh_config_parse(text, &made, &error), "%s: %s", this->text, text);
    ck_assert_msg(config_files_rename(files, &other, &made), "%s", this->text);
    free(command);
    free(text);
    command = memory_printf("ssh -G -F %s -- %s 2>&1", path, this->other);
    text = output_of(command);
    ck_assert_msg(ssh_config_parse(text, &said, &error), "%s: %s", this->text, text);
    assert_same(made.host, said.host, this->text);
    assert_same(made.hostname, said.hostname, this->text);
    assert_same(made.user, said.user, this->text);
    assert_same(made.port, said.port, this->text);
    assert_same(made.proxy_command, said.proxy_command, this->text);
    for (size_t i = 0; i < SSH_CONFIG_FILES; i++)
        assert_same(made.identity_files[i], said.identity_files[i], this->text);
    ssh_config_clear(&made);
    ssh_config_clear(&said);
    free(command);
    free(text);
}

START_TEST(an_answer_is_shared_where_ssh_says_the_same)
{
    free(write_file("inner", "User inner\n"));
    free(write_file("hosts", "Host a1\n User one\nHost a*\n Compression yes\n"));
    for (size_t i = 0; i < sizeof config_cases / sizeof *config_cases; i++) {
        const struct config_case *this = &config_cases[i];
        char *path = write_file("config", this->text);
        struct config_files *files = config_files_new(path);
        ck_assert_msg((settled_version(files, this->kept) != NULL) == this->kept, "%s", this->text);
        const struct ssh_target one = {.destination = this->one},
                                other = {.destination = this->other};
        char *key = config_files_key(files, &one), *key_2 = config_files_key(files, &other);
        if (this->kept)
            ck_assert_msg((strcmp(key, key_2) == 0) == this->shared, "%s", this->text);
        if (this->kept && this->shared)
            check_sharing(files, path, this);
        free(key);
        free(key_2);
        config_files_free(files);
        free(path);
    }
}
END_TEST

/* Every file that ssh reads, and those that it would, change the version. */
START_TEST(an_answer_holds_until_a_file_changes)
{
    char *path = write_file("config", "Include ^/conf.d/*.conf\nHost a\n Include ^/later\n");
    char *inner = memory_printf("%s/conf.d", folder);
    ck_assert_int_eq(mkdir(inner, 0700), 0);
    free(write_file("conf.d/one.conf", "Host *\n Port 7\n"));
    struct config_files *files = config_files_new(path);
    char *last = memory_string(settled_version(files, true));
    ck_assert_str_eq(config_files_version(files), last);
    static const struct {
        const char *name, *text;
    } changes[] = {{"config", "Include ^/conf.d/*.conf\nHost a\n Include ^/later\n# more\n"},
                   {"conf.d/one.conf", "Host *\n Port 8\n"},
                   {"conf.d/two.conf", "Host *\n User x\n"},
                   {"later", "User y\n"}};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        free(write_file(changes[i].name, changes[i].text));
        const char *version = settled_version(files, true);
        ck_assert_msg(version && strcmp(version, last) != 0, "%s", changes[i].name);
        ck_assert(!config_files_still(files, last));
        memory_replace(&last, version);
    }
    free(last);
    free(inner);
    free(path);
    config_files_free(files);
}
END_TEST

/* ssh is asked long after the question was put, where others wait for their turn. */
START_TEST(an_answer_is_of_what_the_files_say_when_it_comes)
{
    char *path = write_file("config", "Host *.example\n User root\n");
    struct config_files *files = config_files_new(path);
    char *version = memory_string(settled_version(files, true));
    ck_assert(config_files_still(files, version));
    free(write_file("config", "Host b.example\n User mail\nHost *.example\n User root\n"));
    ck_assert(!config_files_still(files, version)); /* though nobody has asked for the new one */
    free(version);
    free(path);
    config_files_free(files);
}
END_TEST

/* ---- known_hosts ---- */

#define KEY " ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
#define RSA " ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQU="

static const char known_hosts_text[] = "# a comment\n"
                                       "\n"
                                       "plain" KEY "\n"
                                       "plain,other,192.0.2.1" KEY " with a comment\n"
                                       "  indented" KEY "\n"
                                       "\ttabbed" KEY "\n"
                                       "[ported]:2222" KEY "\n"
                                       "[ported]:2223,ported" KEY "\n"
                                       "*.wild.example" KEY "\n"
                                       "mta?.example,!mta3.example" KEY "\n"
                                       "!no.example,*.example" KEY "\n"
                                       "!only.negated" KEY "\n"
                                       "MiXed.Case" KEY "\n"
                                       "[*]:2200" KEY "\n"
                                       "@revoked gone.example" KEY "\n"
                                       "@cert-authority *.signed.example" KEY "\n"
                                       "@cert-authority\t*.tabbed.example" KEY "\n"
                                       "@strange word.example" KEY "\n"
                                       "@revoked @cert-authority twice.example" KEY "\n"
                                       "dos.example" KEY "\r\n"
                                       ",,commas.example," KEY "\n"
                                       "2001:db8::1" KEY "\n"
                                       "short.example\n"
                                       "typeonly.example ssh-ed25519\n"
                                       "plain" RSA "\n"
                                       "last.example" KEY; /* without an end */

static const char *const known_names[] = {
    "plain",
    "other",
    "192.0.2.1",
    "indented",
    "tabbed",
    "[ported]:2222",
    "[ported]:2223",
    "ported",
    "a.wild.example",
    "wild.example",
    "a.b.wild.example",
    "mta1.example",
    "mta3.example",
    "mta12.example",
    "no.example",
    "yes.example",
    "x.example",
    "only.negated",
    "mixed.case",
    "[any]:2200",
    "[any]:2201",
    "any",
    "gone.example",
    "www.signed.example",
    "www.tabbed.example",
    "word.example",
    "twice.example",
    "dos.example",
    "commas.example",
    "2001:db8::1",
    "last.example",
    "*.wild.example",
    "hashed.example",
    "[hashed.example]:2222",
    "unhashed.example",
};

/* The numbers of the lines that ssh-keygen finds, with the marker of each. */
static char *found_by_ssh(const char *path, const char *name)
{
    struct buffer out = {0};
    char *command = memory_printf("ssh-keygen -F '%s' -f %s", name, path);
    char *text = output_of(command), *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        const char *number = line[0] == '#' ? strstr(line, " found: line ") : NULL;
        if (number)
            buffer_printf(&out, "%d%s%s ", atoi(number + strlen(" found: line ")),
                          strstr(number, "REVOKED") ? "R" : "", strstr(number, "CA") ? "C" : "");
    }
    free(text);
    free(command);
    return out.length ? buffer_take(&out) : memory_string("");
}

static char *found_here(struct known_hosts_files *files, const char *path, const char *name)
{
    struct known_hosts hosts = {0};
    struct buffer out = {0};
    known_hosts_files_search(files, path, name, &hosts);
    for (size_t i = 0; i < hosts.count; i++)
        buffer_printf(&out, "%d%s ", hosts.entries[i].line,
                      hosts.entries[i].marker == KNOWN_HOST_REVOKED     ? "R"
                      : hosts.entries[i].marker == KNOWN_HOST_AUTHORITY ? "C"
                                                                        : "");
    known_hosts_clear(&hosts);
    return out.length ? buffer_take(&out) : memory_string("");
}

static void compare_all(const char *path)
{
    struct known_hosts_files *files = known_hosts_files_new();
    for (size_t i = 0; i < sizeof known_names / sizeof *known_names; i++) {
        char *theirs = found_by_ssh(path, known_names[i]);
        char *ours = found_here(files, path, known_names[i]);
        ck_assert_msg(strcmp(theirs, ours) == 0, "%s: ssh-keygen finds '%s', here '%s'",
                      known_names[i], theirs, ours);
        free(theirs);
        free(ours);
    }
    known_hosts_files_free(files);
}

START_TEST(known_hosts_are_found_as_ssh_keygen_finds_them)
{
    char *path = write_file("known_hosts", known_hosts_text);
    compare_all(path);
    /* The same, every name that can be hashed is. */
    free(path);
    path = write_file("hashed", "hashed.example" KEY "\n[hashed.example]:2222" KEY "\nplain" KEY
                                "\nlast.example,192.0.2.1" KEY "\n@revoked gone.example" KEY "\n");
    char *command = memory_printf("ssh-keygen -q -H -f %s >/dev/null 2>&1; printf "
                                  "'|1|short|hash%s\\n|1|%s\\n|2|a|b%s\\n' >>%s; grep -c '^|1|' %s",
                                  path, KEY, KEY, KEY, path, path);
    char *count = output_of(command);
    ck_assert_int_ge(atoi(count), 5);
    compare_all(path);
    free(count);
    free(command);
    free(path);
}
END_TEST

START_TEST(known_hosts_are_read_again_when_they_change)
{
    char *path = write_file("known_hosts", "one" KEY "\n");
    struct known_hosts_files *files = known_hosts_files_new();
    char *found = found_here(files, path, "one");
    ck_assert_str_eq(found, "1 ");
    free(found);
    free(path);
    path = write_file("known_hosts", "two" KEY "\n"); /* as long as the other, in the same moment */
    found = found_here(files, path, "two");
    ck_assert_str_eq(found, "1 ");
    free(found);
    unlink(path);
    found = found_here(files, path, "two");
    ck_assert_str_eq(found, "");
    free(found);
    free(path);
    known_hosts_files_free(files);
}
END_TEST

/* An editor, or echo -n, wrote the last line. */
START_TEST(a_key_is_added_as_a_line_of_its_own)
{
    static const unsigned char key[] = "\0\0\0\013ssh-ed25519\0\0\0\001x";
    char *path = write_file("known_hosts", "one" KEY);
    struct error error;
    ck_assert(known_hosts_append(path, "two", key, sizeof key - 1, &error));
    ck_assert(known_hosts_append(path, "three", key, sizeof key - 1, &error));
    struct known_hosts_files *files = known_hosts_files_new();
    static const char *const names[] = {"one", "two", "three"};
    static const char *const lines[] = {"1 ", "2 ", "3 "};
    for (int i = 0; i < 3; i++) {
        char *found = found_here(files, path, names[i]);
        ck_assert_str_eq(found, lines[i]);
        free(found);
    }
    known_hosts_files_free(files);
    free(path);
}
END_TEST

START_TEST(why_a_key_cannot_be_added_is_told)
{
    static const unsigned char key[] = "\0\0\0\013ssh-ed25519\0\0\0\001x";
    struct error error;
    ck_assert(!known_hosts_append("/", "one", key, sizeof key - 1, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "Is a directory"));
}
END_TEST

/* What was found for a name is found again without the file. */
START_TEST(a_name_is_looked_for_once)
{
    char *path = write_file("known_hosts", "one" KEY "\none" KEY "\n");
    struct known_hosts_files *files = known_hosts_files_new();
    for (int i = 0; i < 3; i++) {
        char *found = found_here(files, path, "one"), *none = found_here(files, path, "two");
        ck_assert_str_eq(found, "1 2 ");
        ck_assert_str_eq(none, "");
        free(found);
        free(none);
    }
    known_hosts_files_free(files);
    free(path);
}
END_TEST

Suite *suite_ssh_files(void)
{
    Suite *suite = suite_create("ssh_files");
    TCase *tests = tcase_create("ssh_files");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, an_answer_is_shared_where_ssh_says_the_same);
    tcase_add_test(tests, an_answer_holds_until_a_file_changes);
    tcase_add_test(tests, an_answer_is_of_what_the_files_say_when_it_comes);
    tcase_add_test(tests, known_hosts_are_found_as_ssh_keygen_finds_them);
    tcase_add_test(tests, known_hosts_are_read_again_when_they_change);
    tcase_add_test(tests, a_key_is_added_as_a_line_of_its_own);
    tcase_add_test(tests, a_name_is_looked_for_once);
    tcase_add_test(tests, why_a_key_cannot_be_added_is_told);
    suite_add_tcase(suite, tests);
    return suite;
}
