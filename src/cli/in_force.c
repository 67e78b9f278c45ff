/* What is in force on the nodes beside what is saved, for commands that show policy. */
#include "helpers.h"
#include "mtacon/model/in_force.h"

static json_t *value_json(const struct model_value *value, enum model_field field)
{
    char until[32];
    if (field == MODEL_FIELD_REPORTS)
        return json_string(value->reports ? "enabled" : "disabled");
    if (!value->named)
        return json_null();
    return json_pack("{s:s, s:s?}", "mode", policy_mode_name(value->mode), "until",
                     print_time(until, value->until));
}

/* What most of the nodes that are read have; null: none is read. */
static json_t *field_json(const struct model *model, const char *domain, enum model_field field)
{
    struct model_in_force force = model_in_force(model, domain, field);
    const struct model_value *most = force.most > force.agree ? &force.other : &force.saved;
    return json_pack("{s:o, s:{s:i, s:i, s:i, s:i}}", "value",
                     force.agree + force.differ ? value_json(most, field) : json_null(), "nodes",
                     "as_saved", force.agree, "otherwise", force.differ, "unknown", force.unknown,
                     "enrolled", force.nodes);
}

json_t *in_force_json(const struct model *model, const char *domain)
{
    return json_pack("{s:o, s:o}", "mode", field_json(model, domain, MODEL_FIELD_MODE),
                     "effective_bounce", field_json(model, domain, MODEL_FIELD_REPORTS));
}

json_t *in_force_policy_json(const struct model *model)
{
    static const char *const names[] = {[MODEL_NOTHING_SAVED] = "nothing saved",
                                        [MODEL_NOT_ENROLLED] = "no node enrolled",
                                        [MODEL_FOREIGN] = "foreign",
                                        [MODEL_FAILED] = "failed",
                                        [MODEL_RETURNED] = "taken back",
                                        [MODEL_PUSHING] = "pushing",
                                        [MODEL_WAITS] = "saved",
                                        [MODEL_DRIFTED] = "drifted",
                                        [MODEL_UNKNOWN] = "unknown",
                                        [MODEL_IN_FORCE] = "in force"};
    struct model_policy policy = model_policy_standing(model);
    return json_pack("{s:I, s:s, s:{s:i, s:i, s:i}}", "revision",
                     (json_int_t)model->revision.number, "standing", names[policy.standing],
                     "nodes", "carry_it", policy.agree, "unknown", policy.unknown, "enrolled",
                     policy.nodes);
}

char *in_force_words(const struct model *model, const char *domain, enum model_field field)
{
    struct buffer out = {0};
    model_in_force_text(model, domain, field, false, &out);
    return buffer_take(&out);
}
