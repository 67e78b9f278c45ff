Who is inside is told whatever the bounce policy: the organisation stands in its form.
store inforce
size 80 24
key b
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249       r7 in force on 3 of 3
| Bounce policy: acme.example   (revision 7)
| Bounce Policy
|  ( ) Inherited from *           * has Enabled
|  ( ) Enabled                    senders are told of failures, as SMTP says
|  ( ) Disabled                   external senders are never told
|  (x) Disabled when on Continuity  not told while the mode is Enabled
| Organisation
|  one name for all of a customer's domains
| Reason                                       incident number
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
|
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Now reports OFF (Disabled when on Continuity), in force on 3 of 3.
| After push: mode Enabled, reports to external senders OFF; 111 queued messages
| are covered, 3 expire within 6 h.
| Goes to: 3 of 3 nodes (enrolled).
| External senders are not told while the continuity mode is Enabled; in
| Disabled and Optional they are. Senders of the domain's organisation always
| are.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Tab
type ACME Corp
key Tab
type INC-1
key Tab Enter
wait 1000
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r8 saved, on 0 of 3: p
| Push revision 8 by anna@jump1: INC-1
|
| mta1             carries revision 7; this would change:
|     acme.example: organisation its own -> ACME Corp
| mta2             carries revision 7; this would change: the same
| mta3             carries revision 7; this would change: the same
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
| Enter pushes revision 8 to 3 nodes
| saved as revision 8
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
key Esc 4
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r8 saved, on 0 of 3: p
| revision on nodes saved            by                   reason
|        8          2026-11-24 15:04 anna@jump1           INC-1
|        7   3 of 3 2026-11-24 15:04 anna@jump1           INC-20931 tell them
|        6          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        5          2026-11-24 15:04 anna@jump1           INC-20931 Exchange down
|        4          2026-11-24 15:04 anna@jump1
|        3          2026-11-24 15:04 anna@jump1
|        2          2026-11-24 15:04 anna@jump1
|        1          2026-11-24 15:04 anna@jump1
|
| what revision 8 changed
| acme.example: organisation its own -> ACME Corp
|
|
|
|
|
|
|
|
|
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
