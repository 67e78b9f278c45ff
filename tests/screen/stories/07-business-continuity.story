The whole page of a domain, from the menu and from the row; Esc asks when something would be lost.
store policy
size 80 24
key 5
show
| mtacon  1 Domains 2 Nodes 3 Alerts 4 History [5 System] 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| System
| Business Continuity     the defaults (*) of all domains; e on a domain: its own
| Push                    bring the current revision to the nodes
| Alerts                  open ones, and those that were; acknowledge, mute
| Outbox                  mails of alerts: waiting, dead, sent
| History                 all revisions; compare, revert
| Audit                   who did what, when
| Codes                   what each SMTP code means and what happens next
|
| Policy: r7 saved, on 1 of 3; 3 of 3 nodes are enrolled.
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
| Enter open  p push  4 history  ? help  q quit
key Enter
show
| mtacon  1 Domains 2 Nodes 3 Alerts 4 History [5 System] 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Business Continuity: *   (revision 7)
| Continuity Mode
|  (x) Not set                    as Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  ( ) Enabled                    all Outlook users send through these nodes
| Until         (x) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h
|  no end, until changed
| Bounce Policy
|  (x) Not set                    as Enabled
|  ( ) Enabled                    senders are told of failures, as SMTP says
|  ( ) Disabled                   external senders are never told
|  ( ) Disabled when on Continuity  not told while the mode is Enabled
| Alert at /h   200                            now 329, 7-day peak 329
|                                                                     more below
| Now mode Disabled, in force on 2 of 3; mta3 unknown since 15:02Z.
| Now reports on (Enabled), in force on 2 of 3; mta3 unknown since 15:02Z.
| After push: mode Disabled, reports to external senders on.
| Thresholds and subscribers hold at once; the rest goes to: 3 of 3 nodes
| (enrolled); 1 out of reach get it when they return.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Esc 1 e
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Business Continuity: acme.example   (revision 7)
| Event         [ +2 h ]  [ +4 h ]  [ +8 h ]  [ End now ]   2h00 left
| Continuity Mode
|  ( ) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  (x) Enabled                    all Outlook users send through these nodes
| Until         ( ) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h  (x) keep
|  ends 17:04 UTC
|                                                                     more below
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Now mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled;
| mta3 unknown since 15:02Z, had Disabled.
| Now reports OFF (Disabled when on Continuity), in force on 1 of 3; mta1 has
| on; mta3 unknown since 15:02Z, had on.
| After push: mode Enabled, reports to external senders OFF; 111 queued messages
| are covered, 3 expire within 6 h.
| Thresholds and subscribers hold at once; the rest goes to: 3 of 3 nodes
| (enrolled); 1 out of reach get it when they return.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Down Down Down Down Down Down Down
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Business Continuity: acme.example   (revision 7)
|  ( ) Enabled                    senders are told of failures, as SMTP says
|  ( ) Disabled                   external senders are never told
|  (x) Disabled when on Continuity  not told while the mode is Enabled
| Alert at /h   100                            now 322, 7-day peak 322
| Alert at /24h 500                            now 388, 7-day peak 388
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  it@acme.example                                    [ Remove ]
|                                                                     more below
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Now mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled;
| mta3 unknown since 15:02Z, had Disabled.
| Now reports OFF (Disabled when on Continuity), in force on 1 of 3; mta1 has
| on; mta3 unknown since 15:02Z, had on.
| After push: mode Enabled, reports to external senders OFF; 111 queued messages
| are covered, 3 expire within 6 h.
| Thresholds and subscribers hold at once; the rest goes to: 3 of 3 nodes
| (enrolled); 1 out of reach get it when they return.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key BackTab BackTab BackTab Backspace Esc
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Business Continuity: acme.example   (revision 7)
|  ( ) Enabled                    senders are told of failures, as SMTP says
|  ( ) Disabled                   external senders are never told
|  (x) Disabled when on Continuity  not told while the mode is Enabled
| Alert at /h   10                             now 322, 7-day peak 322
| Alert at /24h 500                            now 388, 7-day peak 388
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  it@acme.example                                    [ Remove ]
|                                                                     more below
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Now mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled;
| mta3 unknown since 15:02Z, had Disabled.
| Now reports OFF (Disabled when on Continuity), in force on 1 of 3; mta1 has
| on; mta3 unknown since 15:02Z, had on.
| After push: mode Enabled, reports to external senders OFF; 111 queued messages
| are covered, 3 expire within 6 h.
| Thresholds and subscribers hold at once; the rest goes to: 3 of 3 nodes
| (enrolled); 1 out of reach get it when they return.
| Leave without saving? The same key again leaves, any other goes on.
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Down Esc Esc
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| Domain                  Mode             Reports last hour  24 hours  queue old
|▲acme.example            Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111  9h
|~contoso.example         Disabled 2/3?    on        5/200   138/150 ~      0   -
| elsewhere.example                                  2/200         2        0   -
| fabrikam.example        Disabled 2/3?    on        0/200         0        0   -
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
