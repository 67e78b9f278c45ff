No node can be read: the console is blind, and says so instead of 'no failures'.
store inforce
size 80 24
sql UPDATE node SET state = 'down', last_contact = 1795528925, error = 'no route to host'
wait 1000
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| BLIND since 14:02: no node is read  queue 249          r7 on 0 of 3, 3 unknown
| Domain                 Mode              Reports last hour  24 hours  queue old
|▲acme.example           Enabled 2h00 0/3? OFF     322/100 ! 388/500      111  9h
|~contoso.example        Disabled 0/3?     on        5/200   138/150 ~      0   -
| elsewhere.example                                  2/200         2        0   -
| fabrikam.example       Disabled 0/3?     on        0/200         0        0   -
|
| acme.example
| failures per minute, last 60 min                code        last h     24 h
|     80┤                                         421            249      249
|       │                                         450             52      118
|       │                         █               no reply 4      21       21
|       │                         █               expired          2        2
|       │                         █               recipients waiting, by reason
|     40┤                         █                   101 421 4.3.2 Service not …
|       │                         █                    10 Connection refused
|       │                         █
|       │                       ▁▂█▅▇▄▅▂▁
|       │           ▃▄▄▄▃▄▄▄▃▄▇▇█████████▆▇▄▄▃▄▄
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
|
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
key Enter
show
| mtacon  1 Domains [Domain]                                           15:04:05Z
| BLIND since 14:02: no node is read  queue 249          r7 on 0 of 3, 3 unknown
| acme.example   last hour 322/100 ! 24 h 388/500
| temporary 388  permanent 0  expired 2   (24 h)
| queued 111  oldest 9h  expiring within 6 h 3, 24 h 14
| mode Enabled until 24 Nov 17:04Z, in force on 0 of 3; 3 unknown, the longest
| since 14:02Z
| reports OFF (Disabled when on Continuity), in force on 0 of 3; 3 unknown, the
| longest since 14:02Z
| its event ends in 2h00: then Disabled (c extends)
|
| failures per minute, last 60 min
|     80┤                                       ▂
|       │                                       █
|     40┤                                       █
|       │                 ▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▃▃▃▄▄▄▆█▆▆▆▅▆▄▄▄▃▃▃▂▂▂▂▂▂▂▂▂
|      0┴───────────────────────────────────────────────────────────^
|        14:05                       14:35                      15:04
|                                                                   more below: j
| code        last h     24 h  meaning
| 421            249      249  service not available, closing channel
| 450             52      118  mailbox unavailable (busy)
|
| c continuity  b bounce  a thresholds  t tell  e edit  v graph  ? help  Esc back
key Esc
sql DELETE FROM failure_minute
sql DELETE FROM failure_hour
sql DELETE FROM queue_domain
sql UPDATE node SET policy_hash = '', enrolled = 0
sql DELETE FROM revision
wait 1000
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| BLIND since 14:02: no node is read  failures 0/h 0/24h  queue 249  exp<6h 6
| Domain            Mode         Reports last hour  24 hours  queue old 60 min
| BLIND: no node can be read, so nobody knows what fails. Press 2 to see why; r
| connects anew.
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
Nor does anybody know of a node that was never read.
sql UPDATE node SET last_contact = 0, state = 'new'
wait 1000
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| BLIND: no node was read yet  failures 0/h 0/24h  queue 249  exp<6h 6
| Domain            Mode         Reports last hour  24 hours  queue old 60 min
| BLIND: no node can be read, so nobody knows what fails. Press 2 to see why; r
| connects anew.
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
