/** Names under which the gateway's own parts are injected. */
export const CATALOGUE = Symbol('Catalogue');
export const ADMIN_TOKEN = Symbol('AdminToken');
export const READER = Symbol('Reader');
export const PAST = Symbol('Past');
export const VIEWER = Symbol('Viewer');
export const LISTS = Symbol('Lists');
export const MUTATIONS = Symbol('Mutations');
export const AUDIT_TRAIL = Symbol('AuditTrail');
export const HOST_ASKER = Symbol('HostAsker');
export const OPEN_STREAMS = Symbol('OpenStreams');
export const COMMAND_SENDER = Symbol('CommandSender');
export const PATH_CHECKER = Symbol('PathChecker');
export const NATS_FEED = Symbol('NatsFeed');
export const FRESH_VIEWS = Symbol('FreshViews');
export const WEBHOOK_SENDER = Symbol('WebhookSender');
