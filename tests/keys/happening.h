/* What nodes say to a console that has no fleet: a question, a plan that is ready. */
#ifndef TESTS_KEYS_HAPPENING_H
#define TESTS_KEYS_HAPPENING_H

#include "app.h"

/* A node asks; id NULL: no more. */
void happening_question(struct app *app, enum ssh_question_kind kind, char *id, char *text);

/* The plan of an enrolment of that node is there. */
void happening_plan(struct app *app, const char *node);

#endif
