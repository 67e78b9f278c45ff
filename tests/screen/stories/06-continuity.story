A customer's mail system is down: one key from its row to the form, and what would be in force.
store fleet
size 80 24
key c
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Continuity mode: acme.example   (revision 4)
| Continuity Mode
|  (x) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  ( ) Enabled                    all Outlook users send through these nodes
| Until         (x) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h
|  no end, until changed
| Reason                                       incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
|
|
|
| Now mode Disabled, saved; in force nowhere: no node is enrolled.
| After push: mode Disabled, reports to external senders on; 111 queued messages
| would be reported, 3 expire within 6 h.
| Goes to: 0 of 3 nodes (enrolled).
| Disabled is the usual state: mail goes from the client to the customer's own
| mail system and from there through the nodes. Submission straight to a node is
| refused.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Tab Tab Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Continuity mode: acme.example   (revision 4)
| Continuity Mode
|  (x) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  ( ) Enabled                    all Outlook users send through these nodes
| Until         (x) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h
|  no end, until changed
| Reason                                       incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
|
|
|
| Now mode Disabled, saved; in force nowhere: no node is enrolled.
| After push: mode Disabled, reports to external senders on; 111 queued messages
| would be reported, 3 expire within 6 h.
| Goes to: 0 of 3 nodes (enrolled).
| Disabled is the usual state: mail goes from the client to the customer's own
| mail system and from there through the nodes. Submission straight to a node is
| refused.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key BackTab BackTab BackTab Down Down Down Tab Right Right Tab
type INC-20931 Exchange down
key Tab Right Right Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| What would change
| acme.example: mode Inherited from * -> Enabled until 2026-11-24T17:04:05Z,
| then Inherited from *
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
| j k down and up   Space page   Esc back
key Esc Left Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r5 saved, no node enrolled
| Domain              Mode                 Reports last hour  24 hours  queue old
|▲acme.example        Enabled 2h00 (saved) on      322/100 ! 388/500      111  9h
|~contoso.example     Disabled (saved)     on        5/200   138/150 ~      0   -
| elsewhere.example                                  2/200         2        0   -
| fabrikam.example    Disabled (saved)     on        0/200         0        0   -
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
| saved as revision 5, not pushed yet (p pushes)
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
