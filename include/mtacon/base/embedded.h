/* The files of data/ that are part of the program, embedded by build-aux/embed.sh. */
#ifndef MTACON_BASE_EMBEDDED_H
#define MTACON_BASE_EMBEDDED_H

extern const char data_schema_1_sql[];
extern const char data_schema_2_sql[];
extern const char data_schema_3_sql[];
extern const char data_schema_4_sql[];
extern const char data_schema_5_sql[];
extern const char data_node_enrol_awk[];
extern const char data_node_enrol_sh[];
extern const char data_node_office365_awk[];
extern const char data_node_policy_sh[];
extern const char data_node_published_sh[];
extern const char data_node_send_sh[];
extern const char data_node_frame_sh[];
extern const char data_node_log_sh[];
extern const char data_node_postfix_sh[];
extern const char data_node_date_awk[];
extern const char data_node_address_awk[];
extern const char data_node_count_awk[];
extern const char data_node_probe_awk[];
extern const char data_node_queue_awk[];
extern const char data_node_oldest_awk[];
extern const char data_node_report_sh[];
extern const char data_node_withheld_awk[];
extern const char data_node_withheld_sh[];

#endif
