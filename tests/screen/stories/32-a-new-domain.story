A domain is added from the console: its name is checked, a slip of the keys is asked about, and its settings come next.
store fleet
size 80 24
key n
type acme..example
key Tab Tab Enter
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Add a domain
| Domain        acme..example
|  'acme..example' is no domain: an empty part between dots
| Reason                                       incident number
| [ Add, then its settings ]  [ Add only ]  [ Cancel ]
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
| It inherits all from * until it has settings of its own. Alerts are for
| domains that were added.
| not saved: Domain: 'acme..example' is no domain: an empty part between dots
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
|1 bad: nodes 0 of 3 up
|1 near: r4 saved, no node enrolled
|4 bad: 'acme..example' is no domain: an empty part between dots
A name like another is added when it is said twice.
key End Backspace Backspace Backspace Backspace Backspace Backspace Backspace Backspace Backspace
key Backspace Backspace Backspace Backspace Backspace
type acme.exmaple
key Tab
type INC-7 new customer
key Tab Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Add a domain
| Domain        acme.exmaple
|  did you mean acme.example? Once more adds it as it is
| Reason        INC-7 new customer             incident number
| [ Add, then its settings ]  [ Add only ]  [ Cancel ]
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
| It inherits all from * until it has settings of its own. Alerts are for
| domains that were added.
| not saved: Domain: did you mean acme.example? Once more adds it as it is
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Tab Tab Right Enter
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r5 saved, no node enrolled
| Domain                  Mode             Reports last hour  24 hours  queue old
|▲acme.example            Disabled (saved) on      322/100 ! 388/500      111  9h
|~contoso.example         Disabled (saved) on        5/200   138/150 ~      0   -
| elsewhere.example                                  2/200         2        0   -
| acme.exmaple            Disabled (saved) on        0/200         0        0   -
| fabrikam.example        Disabled (saved) on        0/200         0        0   -
|
| acme.exmaple
| failures per minute, last 60 min                code        last h     24 h
|      4┤                                         no failures in the last 24 h
|       │                                         recipients waiting, by reason
|       │                                         nothing waits with a reason
|       │
|      2┤
|       │
|       │
|       │
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
|
| acme.exmaple added, saved as revision 5: e opens its settings, p pushes
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
|1 bad: nodes 0 of 3 up
|1 near: r5 saved, no node enrolled
|3 bad: ▲
|3 near: Disabled (saved)
|3 near: on
|3 bad: 322/100 !
|4 near: ~
|4 near: Disabled (saved)
|4 near: on
|4 near: 138/150 ~
|6 selected:  acme.exmaple            Disabled (saved) on        0/200         0        0   -
|7 near: Disabled (saved)
|7 near: on
One with letters of its own, and on to its settings.
key n
type bücher.example
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r5 saved, no node enrolled
| Add a domain
| Domain        bücher.example                 as in addresses: acme.example
| Reason                                       incident number
| [ Add, then its settings ]  [ Add only ]  [ Cancel ]
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
| Kept as xn--bcher-kva.example, shown as bücher.example.
| It inherits all from * until it has settings of its own. Alerts are for
| domains that were added.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Tab Tab Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r6 saved, no node enrolled
| Business Continuity: bücher.example   (revision 6)
| Continuity Mode
|  (x) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  ( ) Enabled                    all Outlook users send through these nodes
| Until         (x) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h
|  no end, until changed
| Bounce Policy
|  (x) Inherited from *           * has Enabled
|  ( ) Enabled                    senders are told of failures, as SMTP says
|  ( ) Disabled                   external senders are never told
|  ( ) Disabled when on Continuity  not told while the mode is Enabled
| Alert at /h                                  now 0, 7-day peak 0  * has 200
|                                                                     more below
| Now mode Disabled, saved; in force nowhere: no node is enrolled.
| Now reports on (Enabled), saved; in force nowhere: no node is enrolled.
| After push: mode Disabled, reports to external senders on.
| Thresholds and subscribers hold at once; the rest goes to: 0 of 3 nodes
| (enrolled).
| bücher.example added, saved as revision 6
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Esc Esc n
type BÜCHER.example
key Tab Tab Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r6 saved, no node enrolled
| Add a domain
| Domain        BÜCHER.example
|  is there already: e on its row opens its settings
| Reason                                       incident number
| [ Add, then its settings ]  [ Add only ]  [ Cancel ]
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
| Kept as xn--bcher-kva.example, shown as bücher.example.
| It inherits all from * until it has settings of its own. Alerts are for
| domains that were added.
| not saved: Domain: is there already: e on its row opens its settings
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
