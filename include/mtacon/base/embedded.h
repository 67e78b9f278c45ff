/* The files of data/ that are part of the program, embedded by build-aux/embed.sh. */
#ifndef MTACON_BASE_EMBEDDED_H
#define MTACON_BASE_EMBEDDED_H

extern const char data_schema_1_sql[];
extern const char data_schema_2_sql[];
extern const char data_schema_3_sql[];
extern const char data_schema_4_sql[];
extern const char data_schema_5_sql[];
extern const char data_schema_6_sql[];
extern const char data_schema_7_sql[];
extern const char data_schema_8_sql[];
extern const char data_schema_9_sql[];
extern const char data_schema_10_sql[];
extern const char data_schema_11_sql[];
extern const char data_node_postfix_enrol_awk[];
extern const char data_node_postfix_enrol_sh[];
extern const char data_node_postfix_office365_awk[];
extern const char data_node_common_auto_sh[];
extern const char data_node_common_policy_sh[];
extern const char data_node_common_enrol_sh[];
extern const char data_node_common_published_sh[];
extern const char data_node_common_send_sh[];
extern const char data_node_common_frame_sh[];
extern const char data_node_common_log_sh[];
extern const char data_node_common_journal_sh[];
extern const char data_node_postfix_postfix_sh[];
extern const char data_node_common_date_awk[];
extern const char data_node_postfix_address_awk[];
extern const char data_node_common_count_awk[];
extern const char data_node_postfix_lines_awk[];
extern const char data_node_common_probe_awk[];
extern const char data_node_common_queue_awk[];
extern const char data_node_common_oldest_awk[];
extern const char data_node_postfix_report_sh[];
extern const char data_node_postfix_withheld_awk[];
extern const char data_node_postfix_withheld_sh[];
extern const char data_node_postfix_expiry_awk[];
extern const char data_node_opensmtpd_opensmtpd_sh[];
extern const char data_node_opensmtpd_delivery_awk[];
extern const char data_node_opensmtpd_lines_awk[];
extern const char data_node_opensmtpd_envelopes_awk[];
extern const char data_node_opensmtpd_expiry_awk[];
extern const char data_node_exim_exim_sh[];
extern const char data_node_exim_enrol_sh[];
extern const char data_node_exim_enrol_awk[];
extern const char data_node_exim_mainlog_awk[];
extern const char data_node_exim_lines_awk[];
extern const char data_node_exim_spool_awk[];
extern const char data_node_exim_retry_awk[];
extern const char data_node_exim_expiry_awk[];
extern const char data_node_exim_withheld_sh[];
extern const char data_node_exim_withheld_awk[];

#endif
