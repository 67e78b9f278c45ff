At 60 columns what decides stays: who, how much, in which mode. The order is said in the heading.
store policy
size 60 18
key s s
show
| mtacon  [1 Domains] 2 3 4 5 6                    15:04:05Z
| nodes 0 of 3 up  queue 249          r7 saved, on 1 of 3: p
| Domain                Mode             last hour↓  24 hours
|▲acme.example          Enabled 2h00 1/3  322/100 ! 388/500
|~contoso.example       Disabled 2/3?       5/200   138/150 ~
| elsewhere.example                         2/200         2
| fabrikam.example      Disabled 2/3?       0/200         0
|
| acme.example
| code        last h     24 h
| 421            249      249
| 450             52      118
| no reply 4      21       21
| expired          2        2
|
| recipients waiting, by reason
| order: last hour
| Enter open  c continuity  b bounce  e edit  ? help  q quit
key s
show
| mtacon  [1 Domains] 2 3 4 5 6                    15:04:05Z
| nodes 0 of 3 up  queue 249          r7 saved, on 1 of 3: p
| Domain                 Mode             last hour 24 hours↓
|▲acme.example           Enabled 2h00 1/3 322/100 ! 388/500
|~contoso.example        Disabled 2/3?      5/200   138/150 ~
| elsewhere.example                         2/200         2
| fabrikam.example       Disabled 2/3?      0/200         0
|
| acme.example
| code        last h     24 h
| 421            249      249
| 450             52      118
| no reply 4      21       21
| expired          2        2
|
| recipients waiting, by reason
| order: 24 hours
| Enter open  c continuity  b bounce  e edit  ? help  q quit
key 2
show
| mtacon  1 [2 Nodes] 3 4 5 6                      15:04:05Z
| nodes 0 of 3 up  queue 249          r7 saved, on 1 of 3: p
| Node↑             state     defer exp6h last h   24 h  seen
| mta1              was up       40     1    104    212    3s
| mta2              was up       80     2    140    184    3s
| mta3              down        120     3     85    132    2m
|
|
| mta1  Postfix 3.7.11  was up  policy: revision 4 by anna@j…
| carries revision 4 by anna@jump1 of 2026-11-24T14:54:05Z,
| not the current one
|
|
|
|
|
|
| Enter open  n new  d remove  E enrol  o log  ? help  q quit
key 3
show
| mtacon  1 2 [3 Alerts] 4 5 6                     15:04:05Z
| nodes 0 of 3 up  queue 249          r7 saved, on 1 of 3: p
| open: 0 firing, 0 acknowledged, 0 muted
| nobody is mailed: no watch runs (start mtacon watch)
| state        domain               window    count/threshold
| No alert was ever open: a on a domain sets its thresholds,
| t who is told.
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
| Enter open  K acknowledge  M mute  U unmute  ? help  q quit
key 4
show
| mtacon  1 2 3 [4 History] 5 6                    15:04:05Z
| nodes 0 of 3 up  queue 249          r7 saved, on 1 of 3: p
| revision saved            by           reason
|        7 2026-11-24 15:04 anna@jump1   INC-20931 tell them
|        6 2026-11-24 15:04 anna@jump1   INC-20931 Exchange …
|        5 2026-11-24 15:04 anna@jump1   INC-20931 Exchange …
|        4 2026-11-24 15:04 anna@jump1
|        3 2026-11-24 15:04 anna@jump1
|        2 2026-11-24 15:04 anna@jump1
|                                                     1 of 7
| what revision 7 changed
| acme.example: subscribers inherited from * -> its own
| acme.example: subscriber added: it@acme.example
|
|
|
|
| Enter open  x mark  = compare  R revert  ? help  q quit
