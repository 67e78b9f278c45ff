#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "helpers.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"

char *prompt_line(const char *text, bool echo)
{
    struct termios before, silent;
    char *line = NULL;
    size_t size = 0;
    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) < 0)
        return NULL;
    silent = before;
    if (!echo)
        silent.c_lflag &= ~(tcflag_t)ECHO;
    /* What was typed before the question is no answer to it; what comes after is. */
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    fprintf(stderr, "%s: ", text);
    ssize_t length = getline(&line, &size, stdin);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
    if (!echo)
        fputc('\n', stderr);
    if (length <= 0) {
        free(line);
        return NULL;
    }
    text_chomp(line);
    return line;
}

bool prompt_is_attended(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bool prompt_yes(const char *question)
{
    char *text = memory_printf("%s [y/N]", question);
    fflush(stdout);
    char *answer = prompt_line(text, true);
    bool yes = answer && (strcmp(answer, "yes") == 0 || strcmp(answer, "y") == 0);
    free(answer);
    free(text);
    return yes;
}

void prompt_answer(struct fleet *fleet)
{
    const struct fleet_question *question;
    while ((question = fleet_question(fleet))) {
        char *reply =
            question->kind == SSH_ASK_HOST_KEY ? NULL : prompt_line(question->text, question->echo);
        fleet_answer(fleet, reply);
        memory_free_secret(reply);
    }
}
