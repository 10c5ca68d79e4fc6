import { type BrokenFile, token } from './broken-file.ts';

/** Windows, counts and words. */
export const numbers: readonly BrokenFile[] = [
  {
    name: 'windows',
    yaml: `
auth: {operator: {tokens: [${token}]}}
window: 5 minutes
rules:
  - name: a
    match: a="1"
    window: {quiet: 30s}
  - name: b
    match: a="2"
    window:
      quiet: 10m
      max: 30s
  - name: c
    match: a="3"
    window:
      quiet: 1s
      max: 10
      min: 1s
  - name: d
    match: a="4"
    window: quiet 1m
  - name: e
    match: a="5"
    window: {}
  - name: f
    match: a="6"
    window: [5m]
`,
    faults: [
      'window (c.yaml:2): "5 minutes" is not a duration from 1ms to 365d, such as 500ms, 2s, 5m, 1h30m or 1d; nor is it such as `quiet 30s max 10m`',
      'rules[0].window (c.yaml:6): needs `max`, the longest that it can last, as in `quiet 30s max 10m`',
      'rules[1].window.quiet (c.yaml:10): 10m is not shorter than max (30s), which would always come first; lower it, or raise max',
      'rules[2].window.min (c.yaml:17): unknown key; known here: `quiet`, `max`',
      'rules[2].window.max (c.yaml:16): 10 is not a duration from 1ms to 365d, such as 500ms, 2s, 5m, 1h30m or 1d',
      'rules[3].window (c.yaml:20): "quiet 1m" is not a duration from 1ms to 365d, such as 500ms, 2s, 5m, 1h30m or 1d; nor is it such as `quiet 30s max 10m`',
      'rules[4].window (c.yaml:23): needs `quiet`, the pause that ends it, as in `quiet 30s max 10m`',
      'rules[4].window (c.yaml:23): needs `max`, the longest that it can last, as in `quiet 30s max 10m`',
      'rules[5].window (c.yaml:26): a list is not a duration from 1ms to 365d, such as 500ms, 2s, 5m, 1h30m or 1d; nor is it such as `quiet 30s max 10m`',
    ],
  },
  {
    name: 'windows that others do not go with',
    yaml: `
auth: {operator: {tokens: [${token}]}}
memory: 1h
urgentWait: 1m
rules:
  - name: long
    match: a="1"
    window: {quiet: 10m, max: 3h}
  - name: short
    match: a="2"
    window: 30s
  - name: slow
    match: a="3"
    urgentWait: 10m
`,
    faults: [
      'rules[1].window (c.yaml:10): an urgentWait of 1m is not shorter than the window (30s), so that nothing would be urgent',
      'rules[2].urgentWait (c.yaml:13): an urgentWait of 10m is not shorter than the window (5m), so that nothing would be urgent',
      'memory (c.yaml:2): 1h is shorter than the window of rule `long` (3h), so that an episode would be forgotten while its storm is open; make it 3h or more',
    ],
  },
  {
    name: 'numbers',
    yaml: `
auth: {operator: {tokens: [${token}]}}
maxAlerts: 0
minAlerts: -1
cooldownMax: none
flapAfter: "5"
tenants: {maxStorms: many, maxAlerts: 1.5}
rules:
  - name: a
    match: a="1"
    maxAlerts: 1e9
    minAlerts: true
    flapAfter: None
`,
    faults: [
      'maxAlerts (c.yaml:2): 0 is not a whole number from 1 to 1000000, nor none',
      'minAlerts (c.yaml:3): -1 is not a whole number from 1 to 1000000, nor none',
      'cooldownMax (c.yaml:4): "none" is not a whole number from 1 to 1000000',
      'flapAfter (c.yaml:5): "5" is not a whole number from 1 to 1000, nor none',
      'tenants.maxStorms (c.yaml:6): "many" is not a whole number from 1 to 1000000, nor none',
      'tenants.maxAlerts (c.yaml:6): 1.5 is not a whole number from 1 to 1000000, nor none',
      'rules[0].maxAlerts (c.yaml:10): 1000000000 is not a whole number from 1 to 1000000, nor none',
      'rules[0].minAlerts (c.yaml:11): true is not a whole number from 1 to 1000000, nor none',
    ],
  },
  {
    name: 'numbers that do not go together',
    yaml: `
auth: {operator: {tokens: [${token}]}}
minAlerts: 200
below: each
rules:
  - name: a
    match: a="1"
    maxAlerts: 50
  - name: b
    match: a="2"
    minAlerts: 101
  - name: c
    match: a="3"
    below: drop
  - name: d
    match: a="4"
    minAlerts: 9
    maxAlerts: 8
`,
    faults: [
      'minAlerts (c.yaml:2): with `below: each`, minAlerts of 200 could make 199 resources of one storm; make it 100 or less',
      'rules[0].maxAlerts (c.yaml:7): minAlerts (200) is more than maxAlerts (50), with which a storm is sealed, so that none would have enough',
      'rules[1].minAlerts (c.yaml:10): with `below: each`, minAlerts of 101 could make 100 resources of one storm; make it 100 or less',
      'rules[3].minAlerts (c.yaml:16): minAlerts (9) is more than maxAlerts (8), with which a storm is sealed, so that none would have enough',
    ],
  },
  {
    name: 'words',
    yaml: `
auth: {operator: {tokens: [${token}]}}
below: drp
whenResolved: each
updates: yes
rules:
  - name: a
    match: a="1"
    below: discard
    whenResolved: submitt
    updates: "false"
`,
    faults: [
      'below (c.yaml:2): "drp" is none of submit, each, drop; did you mean `drop`?',
      'whenResolved (c.yaml:3): "each" is none of submit, drop',
      'updates (c.yaml:4): "yes" is not true or false',
      'rules[0].below (c.yaml:8): "discard" is none of submit, each, drop',
      'rules[0].whenResolved (c.yaml:9): "submitt" is none of submit, drop; did you mean `submit`?',
      'rules[0].updates (c.yaml:10): "false" is not true or false',
    ],
  },
  {
    name: 'cooldowns',
    yaml: `
auth: {operator: {tokens: [${token}]}}
retention: 1h
cooldown: 1h
rules:
  - name: a
    match: a="1"
    cooldown: 2h
  - name: b
    match: a="2"
    cooldown: 59m
  - name: c
    match: a="3"
    cooldown: 0s
  - name: d
    match: a="4"
    cooldown: forever
`,
    faults: [
      'rules[2].cooldown (c.yaml:13): "0s" is not a duration from 1ms to 365d, such as 500ms, 2s, 5m, 1h30m or 1d, nor none',
      'rules[3].cooldown (c.yaml:16): "forever" is not a duration from 1ms to 365d, such as 500ms, 2s, 5m, 1h30m or 1d, nor none',
      'cooldown (c.yaml:3): 1h is not shorter than retention (1h), so that alerts would find no record of the storm to join; lower it, or raise STORMFOLD_RETENTION',
      'rules[0].cooldown (c.yaml:7): 2h is not shorter than retention (1h), so that alerts would find no record of the storm to join; lower it, or raise STORMFOLD_RETENTION',
    ],
  },
  {
    name: 'updates of what is not there',
    yaml: `
auth: {operator: {tokens: [${token}]}}
updates: true
sink: {template: t.yaml}
rules:
  - name: a
    match: a="1"
    updates: true
  - name: b
    match: a="2"
    updates: false
`,
    faults: [
      'updates (c.yaml:2): writes to resources in a cluster only, and sink.kind is directory; set STORMFOLD_SINK=kubernetes',
      'rules[0].updates (c.yaml:7): writes to resources in a cluster only, and sink.kind is directory; set STORMFOLD_SINK=kubernetes',
    ],
  },
];
