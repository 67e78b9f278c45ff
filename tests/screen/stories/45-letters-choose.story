A first letter chooses as arrows do: two hours of continuity, ready to be pushed, in few keys.
store fleet
size 80 24
key c x
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
| no choice begins with 'x'
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key e Tab 2 Tab
type INC-20931
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Continuity mode: acme.example   (revision 4)
| Continuity Mode
|  ( ) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  (x) Enabled                    all Outlook users send through these nodes
| Until         ( ) open  ( ) 1 h  (x) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h
|  ends 17:04 UTC
| Reason        INC-20931                      incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
|
|
|
|
| Now mode Disabled, saved; in force nowhere: no node is enrolled.
| After push: mode Enabled, reports to external senders on; 111 queued messages
| would be reported, 3 expire within 6 h.
| Goes to: 0 of 3 nodes (enrolled).
| Enabled is for a failed mail server or network: Outlook clients switch over by
| themselves and send through the nodes; users need to do nothing.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Enter Enter
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r5 saved, no node enrolled
| Push revision 5 by anna@jump1: INC-20931
|
| mta1             was never read: if it is enrolled, it gets all of it
| mta2             was never read: if it is enrolled, it gets all of it
| mta3             out of reach, gets it when it returns; was never read: if it
|                  is enrolled, it gets all of it
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
| Enter pushes revision 5 to 3 nodes
| saved as revision 5
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
The whole page asks for a reason where the mode changes, and not for a threshold; blanks are none.
key 1 Down e Tab Tab Tab 9 Tab Tab Tab Tab Tab Right Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r6 saved, no node enrolled
| Domain              Mode                 Reports last hour  24 hours  queue old
|▲acme.example        Enabled 2h00 (saved) on      322/100 ! 388/500      111  9h
|~contoso.example     Disabled (saved)     on          5/9   138/150 ~      0   -
| elsewhere.example                                  2/200         2        0   -
| fabrikam.example    Disabled (saved)     on        0/200         0        0   -
|
| contoso.example
| failures per minute, last 60 min                code        last h     24 h
|      5┤                                   █     550              5      138
|       │                                   █     recipients waiting, by reason
|       │                                   █     nothing waits with a reason
|       │                                   █
|       │                                   █
|      2┤                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
| saved as revision 6: holds at once
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
key e e Tab Tab Tab Tab Tab Tab Tab Space Space Tab Right Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r6 saved, no node enrolled
| Business Continuity: contoso.example   (revision 6)
|  no end, until changed
| Bounce Policy
|  (x) Inherited from *           * has Enabled
|  ( ) Enabled                    senders are told of failures, as SMTP says
|  ( ) Disabled                   external senders are never told
|  ( ) Disabled when on Continuity  not told while the mode is Enabled
| Alert at /h   9                              now 5, 7-day peak 8
| Alert at /24h 150                            now 138, 7-day peak 138
| [ ] own subscribers  else the 0 of *
| Subscribers of alerts
|  add                                                Enter adds
| Reason                                       required: an incident number
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]  [ Test mail ]
|                                                                     more above
| Now mode Disabled, saved; in force nowhere: no node is enrolled.
| Now reports on (Enabled), saved; in force nowhere: no node is enrolled.
| After push: mode Enabled, reports to external senders on.
| Thresholds and subscribers hold at once; the rest goes to: 0 of 3 nodes
| (enrolled).
| not saved: Reason: required: an incident number
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
