A node carries what this store does not know: shown plainly, everywhere.
store foreign
size 80 24
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h      r7 on 1 of 3, SPLIT: 1 foreign: p
| Domain                 Mode              Reports last hour  24 hours  queue old
|▲acme.example           Enabled 2h00 1/3? OFF     322/100 ! 388/500      111  9h
|~contoso.example        Disabled 1/3?     on        5/200   138/150 ~      0   -
| elsewhere.example                                  2/200         2        0   -
| fabrikam.example       Disabled 1/3?     on        0/200         0        0   -
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
key 2
show
| mtacon  1 Domains [2 Nodes] 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h      r7 on 1 of 3, SPLIT: 1 foreign: p
| Node↑         state    active  defer hold  old exp6h last h   24 h  seen 60m
| mta1          was up        3     40    0   9h     1    104    212    3s ▁▁▄▇█▄
| mta2          was up        3     80    0   9h     2    140    184    3s ▁▁▂█▄▂
| mta3          down          3    120    0   9h     3     85    132    2m ▁▁▃▆█▄
|
|
| mta1  Postfix 3.7.11  was up  policy: revision 7 by bob@jump2
| carries revision 7 by bob@jump2 of 2026-11-24T14:54:05Z, which this store does
| not know: adopt or override it
| failures per minute, last 60 min                code        last h     24 h
|      5┤                         ███ █           421             83       83
|       │                        ▄███▄█▄          450              0       66
|       │                        ███████          550              0       42
|       │                     ▇▇▇███████▇ ▇       no reply 4      21       21
|      2┤            ▂▂▂ ▂▂▂ ▂███████████▂█▂▂ ▂▂
|       │            ███ ███ ████████████████ ██  recipients waiting, by reason
|       │           ▅███▅███▅████████████████▅██       30 421 4.3.2 Service not …
|       │           ████████████████████████████       10 Connection refused
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
|
| Enter open  n new  d remove  E enrol  m messages  o log  ? help  q quit
key p
show
| mtacon  2 Nodes [Push]                                               15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h      r7 on 1 of 3, SPLIT: 1 foreign: p
| Push revision 7 by anna@jump1: INC-20931 tell them
|
| mta1             carries revision 7 by bob@jump2, unknown here: a conflict
| mta2             carries it already
| mta3             out of reach, gets it when it returns; carries revision 4;
|                  this would change:
|     acme.example: mode Inherited from * -> Enabled until 2026-11-24T17:04:05Z,
|     then Inherited from *
|     acme.example: bounce policy Inherited from * -> Disabled when on
|     Continuity
|     acme.example: subscribers inherited from * -> its own
|     acme.example: subscriber added: it@acme.example
|
|
|
|
|
|
|
| Enter pushes revision 7 to 3 nodes
|
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
