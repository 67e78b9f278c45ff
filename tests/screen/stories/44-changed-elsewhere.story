The current revision is another one by the time a form is saved, and the domain has no settings of its own
there: it is nobody's change of this domain, and is saved.
store policy
size 80 24
key Down Down c Down Down Down Tab Tab
type x
sql DELETE FROM revision WHERE number = 7
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h         r6 on 0 of 3, SPLIT: 1 foreign
| Continuity mode: elsewhere.example   (revision 7, not configured yet)
| Continuity Mode
|  ( ) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  (x) Enabled                    all Outlook users send through these nodes
| Until         (x) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h
|  no end, until changed
| Reason        x                              incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
|
|
|
| Revision 6 by anna@jump1 was saved meanwhile, not this domain.
| Now mode not set, in force on 1 of 3; mta3 unknown since 15:02Z; 1 carries
| what another console pushed.
| After push: mode Enabled, reports to external senders on.
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it when they return.
| Enabled is for a failed mail server or network: Outlook clients switch over by
| themselves and send through the nodes; users need to do nothing.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Tab Tab Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h      r7 on 0 of 3, SPLIT: 1 foreign: p
| Domain              Mode                     Reports last hour  24 hours  queue
|▲acme.example        Disabled>Enabled 2h00 r7 on>OFF  322/100 ! 388/500      111
|~contoso.example     Disabled 1/3?            on        5/200   138/150 ~      0
| elsewhere.example   not set>Enabled r7       on        2/200         2        0
| fabrikam.example    Disabled 1/3?            on        0/200         0        0
|
| elsewhere.example
| failures per minute, last 60 min                code        last h     24 h
|      4┤                                         554              2        2
|       │                                         recipients waiting, by reason
|       │                                         nothing waits with a reason
|       │
|       │
|      2┤                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
| saved as revision 7, not pushed yet (p pushes)
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
Settings that are gone by then: what ours would do now is a page, and it is asked for again.
key Up Up c Enter
type y
key Tab Right
sql DELETE FROM revision WHERE number > 1
key Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h         r1 on 0 of 3, SPLIT: 1 foreign
| Changed elsewhere meanwhile: yours does this now; save again
| acme.example: configured (new)
| acme.example: mode Inherited from * -> Enabled until 2026-11-24T19:04:05Z,
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
| j k down and up   Space page   Esc back
key Esc Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h      r2 on 0 of 3, SPLIT: 1 foreign: p
| Domain              Mode                     Reports last hour  24 hours  queue
|▲acme.example        Disabled>Enabled 4h00 r2 on      322/200 !     388      111
| contoso.example     Disabled>not set r2                5/200       138        0
| elsewhere.example                                      2/200         2        0
| fabrikam.example    Disabled>not set r2                0/200         0        0
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
| saved as revision 2, not pushed yet (p pushes)
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
