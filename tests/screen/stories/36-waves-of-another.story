A revision is saved while waves of another are on their way: what they do is seen, and what a push would end.
store inforce
size 80 24
sql UPDATE node SET policy_number = 4, policy_hash = (SELECT hash FROM revision WHERE number = 4) WHERE name <> 'mta1'
sql UPDATE node SET policy_number = 6, policy_hash = (SELECT hash FROM revision WHERE number = 6) WHERE name = 'mta1'
sql INSERT INTO rollout (one, hash, state, keep_going, started_at, changed, waves, gate, wave, watched_from) SELECT 1, hash, 'running', 0, 1795532600, 1, '1,50%,100%', 60, 0, 1795532600 FROM revision WHERE number = 6
sql INSERT INTO rollout_node (node, state, detail, at) SELECT id, CASE name WHEN 'mta1' THEN 'in force' ELSE 'waiting' END, '', 1795532601 FROM node
wait 1000
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h    r6 in waves, on 1 of 3; r7 saved: p
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
key p
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h    r6 in waves, on 1 of 3; r7 saved: p
| Push revision 7 by anna@jump1: INC-20931 tell them
|
| Revision 6 is on its way in waves, 0 of 3 passed: Enter ends them, and nobody
| watches what came of it.
| mta1             carries revision 6; this would change:
|     acme.example: subscribers inherited from * -> its own
|     acme.example: subscriber added: it@acme.example
| mta2             carries revision 4; this would change:
|     acme.example: mode Inherited from * -> Enabled until 2026-11-24T17:04:05Z,
|     then Inherited from *
|     acme.example: bounce policy Inherited from * -> Disabled when on
|     Continuity
|     acme.example: subscribers inherited from * -> its own
|     acme.example: subscriber added: it@acme.example
| mta3             carries revision 4; this would change: the same
|
|
|
|
| Enter pushes revision 7 to 3 nodes
|
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
