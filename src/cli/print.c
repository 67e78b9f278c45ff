#include <stdio.h>

#include "helpers.h"
#include "mtacon/base/clock.h"

void print_json(json_t *root)
{
    json_dumpf(root, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(root);
}

void print_line(void *argument, const char *text)
{
    (void)argument;
    puts(text);
}

void print_warning(void *argument, const char *text)
{
    (void)argument;
    fprintf(stderr, "mtacon: warning: %s\n", text);
}

const char *print_time(char out[32], int64_t at)
{
    return at ? clock_rfc3339(out, 32, at) : NULL;
}
