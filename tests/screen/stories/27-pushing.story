While it is pushed, in how many places it is in force, and that it is on its way.
store inforce
size 80 24
sql UPDATE node SET policy_number = 4, policy_hash = (SELECT hash FROM revision WHERE number = 4) WHERE name <> 'mta1'
sql INSERT INTO rollout (one, hash, state, keep_going, started_at, changed) SELECT 1, hash, 'running', 0, 1795532600, 1 FROM revision WHERE number = 7
sql INSERT INTO rollout_node (node, state, detail, at) SELECT id, CASE name WHEN 'mta1' THEN 'in force' WHEN 'mta2' THEN 'pushing' ELSE 'waiting' END, '', 1795532601 FROM node
wait 1000
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249       pushing r7, on 1 of 3
| Domain                  Mode             Reports last hour  24 hours  queue old
|▲acme.example            Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111  9h
|~contoso.example         Disabled         on        5/200   138/150 ~      0   -
| elsewhere.example                                  2/200         2        0   -
| fabrikam.example        Disabled         on        0/200         0        0   -
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
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249       pushing r7, on 1 of 3
| acme.example   last hour 322/100 ! 24 h 388/500
| temporary 388  permanent 0  expired 2   (24 h)
| queued 111  oldest 9h  expiring within 6 h 3, 24 h 14
| mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta2, mta3 have Disabled
| reports OFF (Disabled when on Continuity), in force on 1 of 3; mta2, mta3 have
| on
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
| no reply 4      21       21  no reply, temporary
|
| c continuity  b bounce  a thresholds  t tell  e edit  v graph  ? help  Esc back
A node that did not take it.
sql UPDATE rollout_node SET state = 'failed', detail = 'sudo: a password is required' WHERE node = (SELECT id FROM node WHERE name = 'mta2')
key Esc
wait 1000
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249   r7 on 1 of 3, 1 FAILED: p
| Domain                  Mode             Reports last hour  24 hours  queue old
|▲acme.example            Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111  9h
|~contoso.example         Disabled         on        5/200   138/150 ~      0   -
| elsewhere.example                                  2/200         2        0   -
| fabrikam.example        Disabled         on        0/200         0        0   -
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
