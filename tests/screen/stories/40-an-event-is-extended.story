An event that runs has buttons: each adds to what is left, or ends it; the end is a clock time.
store policy
size 80 24
key c Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Continuity mode: acme.example   (revision 7)
| Event         [ +2 h ]  [ +4 h ]  [ +8 h ]  [ End now ]   2h00 left
| Continuity Mode
|  ( ) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  (x) Enabled                    all Outlook users send through these nodes
| Until         ( ) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h  (x) keep
|  ends 19:04 UTC
| Reason                                       incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Now mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled;
| mta3 unknown since 15:02Z, had Disabled.
| After push: mode Enabled, reports to external senders OFF; 111 queued messages
| are covered, 3 expire within 6 h.
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it when they return.
| Enabled is for a failed mail server or network: Outlook clients switch over by
| themselves and send through the nodes; users need to do nothing.
| +2 h: would end 19:04 UTC. Say why, then save.
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
type INC-20931 still down
key Enter Enter
show
| mtacon  1 Domains [Push]                                             15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r8 saved, on 0 of 3: p
| Push revision 8 by anna@jump1: INC-20931 still down
|                                                                  more below: j
| mta1             carries revision 4; this would change:
|     acme.example: mode Inherited from * -> Enabled until 2026-11-24T19:04:05Z,
|     then Inherited from *
|     acme.example: bounce policy Inherited from * -> Disabled when on
|     Continuity
|     acme.example: subscribers inherited from * -> its own
|     acme.example: subscriber added: it@acme.example
| mta2             carries revision 7; this would change:
|     acme.example: mode Enabled until 2026-11-24T17:04:05Z, then Inherited from
|     * -> Enabled until 2026-11-24T19:04:05Z, then Inherited from *
| mta3             out of reach, gets it when it returns; carries revision 4;
|                  this would change:
|     acme.example: mode Inherited from * -> Enabled until 2026-11-24T19:04:05Z,
|     then Inherited from *
|     acme.example: bounce policy Inherited from * -> Disabled when on
|     Continuity
|     acme.example: subscribers inherited from * -> its own
| Enter pushes revision 8 to 3 nodes
| saved as revision 8
| Enter begin  r reconnect  S stop  2 nodes  4 history  ? help  Esc back
Ended: what it returns to, and a letter goes to a button.
key 1 c e Enter
type over
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r8 saved, on 0 of 3
| Continuity mode: acme.example   (revision 8)
| Event         [ +2 h ]  [ +4 h ]  [ +8 h ]  [ End now ]   4h00 left
| Continuity Mode
|  (x) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  ( ) Enabled                    all Outlook users send through these nodes
| Until         (x) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h  ( ) keep
|  no end, until changed
| Reason        over                           incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Now mode Enabled until 24 Nov 19:04Z, saved (r8), in force on 0 of 3; mta1 has
| Disabled; 1 other differs; mta3 unknown since 15:02Z, had Disabled.
| After push: mode Disabled, reports to external senders on; 111 queued messages
| would be reported, 3 expire within 6 h.
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it when they return.
| Disabled is the usual state: mail goes from the client to the customer's own
|                                                             PgDn: more of this
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
On another day the end has its day; what is chosen is seen at once.
key Esc Esc c Down Down Left
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r8 saved, on 0 of 3
| Continuity mode: acme.example   (revision 8)
| Event         [ +2 h ]  [ +4 h ]  [ +8 h ]  [ End now ]   4h00 left
| Continuity Mode
|  ( ) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  (x) Enabled                    all Outlook users send through these nodes
| Until         ( ) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  (x) 24 h  ( ) keep
|  ends Wed 25 Nov 15:04 UTC
| Reason                                       incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Now mode Enabled until 24 Nov 19:04Z, saved (r8), in force on 0 of 3; mta1 has
| Disabled; 1 other differs; mta3 unknown since 15:02Z, had Disabled.
| After push: mode Enabled, reports to external senders OFF; 111 queued messages
| are covered, 3 expire within 6 h.
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it when they return.
| Enabled is for a failed mail server or network: Outlook clients switch over by
| themselves and send through the nodes; users need to do nothing.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Right Up i
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r8 saved, on 0 of 3
| Continuity mode: acme.example   (revision 8)
| Event         [ +2 h ]  [ +4 h ]  [ +8 h ]  [ End now ]   4h00 left
| Continuity Mode
|  (x) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  ( ) Enabled                    all Outlook users send through these nodes
| Until         ( ) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h  (x) keep
|  none: * decides
| Reason                                       incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Now mode Enabled until 24 Nov 19:04Z, saved (r8), in force on 0 of 3; mta1 has
| Disabled; 1 other differs; mta3 unknown since 15:02Z, had Disabled.
| After push: mode Disabled, reports to external senders on; 111 queued messages
| would be reported, 3 expire within 6 h.
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it when they return.
| Disabled is the usual state: mail goes from the client to the customer's own
|                                                             PgDn: more of this
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
The same where there is little room: what does not fit is a page further.
size 60 18
show
| mtacon  [1 Domains] 2 3 4 5 6                    15:04:05Z
| nodes 0 of 3 up  queue 249  exp<6h 6   r8 saved, on 0 of 3
| Continuity mode: acme.example   (revision 8)
| Event         [ +2 h ]  [ +4 h ]  [ +8 h ]  [ End now ]
|  4h00 left
| Continuity Mode
|  (x) Inherited from *           * has Disabled
|  ( ) Disabled
|                                                 more below
| Warning: all subscribers are inside acme.example itself:
| when it fails, they may not get the alert.
| Now mode Enabled until 24 Nov 19:04Z, saved (r8), in force
| on 0 of 3; mta1 has Disabled; 1 other differs; mta3
| unknown since 15:02Z, had Disabled.
| After push: mode Disabled, reports to external senders on;
|                                         PgDn: more of this
|
| Tab next  arrows choose  Enter go on  Esc leave
key PgDn Down Down Down
show
| mtacon  [1 Domains] 2 3 4 5 6                    15:04:05Z
| nodes 0 of 3 up  queue 249  exp<6h 6   r8 saved, on 0 of 3
| Continuity mode: acme.example   (revision 8)
| Continuity Mode
|  ( ) Inherited from *           * has Disabled
|  ( ) Disabled
|  ( ) Optional
|  (x) Enabled
|                                                 more below
| unknown since 15:02Z, had Disabled.
| After push: mode Enabled, reports to external senders OFF;
| 111 queued messages are covered, 3 expire within 6 h.
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it
| when they return.
| Enabled is for a failed mail server or network: Outlook
|                                         PgDn: more of this
|
| Tab next  arrows choose  Enter go on  Esc leave
