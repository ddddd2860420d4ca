/**
 * A double of a KurrentDB server at the level of the wire, made of the client's own service definitions. It is no server: it
 * keeps nothing, has no cluster and no access control. What it shows is that the adapter speaks the protocol and keeps the
 * port's promises over it; a real server is what `CHRONO_TEST_KURRENTDB_URL` is for.
 */
import { createRequire } from 'node:module';
import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';
import features from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js';
import featuresGrpc from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_grpc_pb.js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import statusPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import streamsGrpc from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import errorsV2 from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/errors_pb.js';
import streamsV2 from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/streams_pb.js';
import streamsV2Grpc from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/streams_grpc_pb.js';
import { KurrentLog, type LogEvent, type LogRequest, type LogResult } from './kurrent-log.ts';

interface Any {
  pack(bytes: Uint8Array, typeName: string): void;
}

/** The very copy of the protocol's own types that the client uses, which is no dependency of ours. */
const ofTheClient = createRequire(createRequire(import.meta.url).resolve('@kurrent/kurrentdb-client'));
const { Any } = ofTheClient('google-protobuf/google/protobuf/any_pb.js') as { Any: new () => Any };

type ReadReq = InstanceType<typeof streams.ReadReq>;
type ReadResp = InstanceType<typeof streams.ReadResp>;
type ReadOptions = NonNullable<ReturnType<ReadReq['getOptions']>>;
type AppendRecord = InstanceType<typeof streamsV2.AppendRecord>;
type AppendRequest = InstanceType<typeof streamsV2.AppendRequest>;
type SessionResponse = InstanceType<typeof streamsV2.AppendSessionResponse>;

const { BACKWARDS } = streams.ReadReq.Options.ReadDirection;
const MAX_APPEND = 1024 * 1024;
const TICKS_PER_MS = 10_000n;

const identifier = (name: string) => {
  const made = new shared.StreamIdentifier();
  made.setStreamName(Buffer.from(name).toString('base64'));
  return made;
};

const toResponse = (event: LogEvent): ReadResp => {
  const id = new shared.UUID();
  id.setString(event.id);
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(id);
  recorded.setStreamIdentifier(identifier(event.stream));
  recorded.setStreamRevision(String(event.revision));
  recorded.setCommitPosition(String(event.position));
  recorded.setPreparePosition(String(event.position));
  recorded.getMetadataMap().set('type', event.type);
  recorded.getMetadataMap().set('content-type', 'application/json');
  recorded.getMetadataMap().set('created', String(BigInt(event.createdMs) * TICKS_PER_MS));
  recorded.setData(event.data);
  recorded.setCustomMetadata(Buffer.from(event.metadata).toString('base64'));
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  const response = new streams.ReadResp();
  response.setEvent(read);
  return response;
};

const notFound = (name: string): ReadResp => {
  const missing = new streams.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifier(name));
  const response = new streams.ReadResp();
  response.setStreamNotFound(missing);
  return response;
};

const confirmed = (): ReadResp => {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId('double');
  const response = new streams.ReadResp();
  response.setConfirmation(confirmation);
  return response;
};

const fits = (options: ReadOptions): ((event: LogEvent) => boolean) => {
  const byStream = options.getFilter()?.getStreamIdentifier();
  if (!byStream) return () => true;
  const regex = new RegExp(byStream.getRegex());
  return ({ stream }) => regex.test(stream);
};

const readStream = (log: KurrentLog, options: ReadOptions): readonly LogEvent[] | string => {
  const wanted = options.getStream();
  const name = Buffer.from(wanted?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
  const events = log.stream(name);
  if (events.length === 0) return name;
  const backwards = options.getReadDirection() === BACKWARDS;
  const end = backwards ? events.length - 1 : 0;
  const from = wanted?.hasRevision() ? Number(wanted.getRevision()) : end;
  return backwards ? events.filter(({ revision }) => revision <= from).toReversed() : events.slice(from);
};

/** From the position on, the event at it included. */
const readAll = (log: KurrentLog, options: ReadOptions): readonly LogEvent[] => {
  const position = options.getAll()?.getPosition();
  const at = Number(position?.getCommitPosition() ?? 0);
  const events = log.events.filter(fits(options));
  if (options.getReadDirection() === BACKWARDS)
    return events.filter((event) => !position || event.position <= at).toReversed();
  return events.filter((event) => event.position >= at);
};

const subscribe = (log: KurrentLog, call: ServerWritableStream<ReadReq, ReadResp>, options: ReadOptions): void => {
  const send = (events: readonly LogEvent[]): void => {
    for (const event of events.filter(fits(options))) call.write(toResponse(event));
  };
  call.write(confirmed());
  const all = options.getAll();
  const after = Number(all?.getPosition()?.getCommitPosition() ?? 0);
  if (!all?.hasEnd()) send(log.events.filter(({ position }) => position > after));
  const forget = log.onAppended(send);
  call.on('cancelled', forget);
  call.on('close', forget);
};

const read = (log: KurrentLog, call: ServerWritableStream<ReadReq, ReadResp>): void => {
  const options = call.request.getOptions() as ReadOptions;
  if (options.hasSubscription()) {
    subscribe(log, call, options);
    return;
  }
  const found = options.hasStream() ? readStream(log, options) : readAll(log, options);
  if (typeof found === 'string') call.write(notFound(found));
  else for (const event of found.slice(0, Number(options.getCount()))) call.write(toResponse(event));
  call.end();
};

const metadataOf = (record: AppendRecord): string => {
  // A server shows more in the metadata than was put there.
  const metadata: Record<string, string> = { '$schema.format': 'Json' };
  record.getPropertiesMap().forEach((value, key) => {
    metadata[key] = value.getStringValue();
  });
  return JSON.stringify(metadata);
};

const toLogRequest = (request: AppendRequest): LogRequest => ({
  stream: request.getStream(),
  expected: Number(request.getExpectedRevision()),
  events: request.getRecordsList().map((record) => ({
    id: record.getRecordId() ?? '',
    type: record.getSchema()?.getName() ?? '',
    data: record.getData_asU8(),
    metadata: metadataOf(record),
  })),
});

const detailed = (code: status, typeName: string, bytes: Uint8Array) => {
  const packed = new Any();
  packed.pack(bytes, typeName);
  const details = new statusPb.Status();
  details.setDetails(packed as Parameters<typeof details.setDetails>[0]);
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(details.serializeBinary()));
  return { code, details: typeName, metadata };
};

const conflictOf = ({ stream, expected, actual }: Extract<LogResult, { ok: false }>) => {
  const conflict = new errorsV2.StreamRevisionConflictErrorDetails();
  conflict.setStream(stream);
  conflict.setExpectedRevision(String(expected));
  conflict.setActualRevision(String(actual));
  return detailed(
    status.FAILED_PRECONDITION,
    'kurrentdb.protocol.v2.streams.errors.StreamRevisionConflictErrorDetails',
    conflict.serializeBinary(),
  );
};

const tooLargeOf = (size: number) => {
  const exceeded = new errorsV2.AppendTransactionSizeExceededErrorDetails();
  exceeded.setSize(size);
  exceeded.setMaxSize(MAX_APPEND);
  return detailed(
    status.ABORTED,
    'kurrentdb.protocol.v2.streams.errors.AppendTransactionSizeExceededErrorDetails',
    exceeded.serializeBinary(),
  );
};

const successOf = (requests: readonly LogRequest[], result: Extract<LogResult, { ok: true }>): SessionResponse => {
  const response = new streamsV2.AppendSessionResponse();
  response.setPosition(String(result.position));
  requests.forEach(({ stream }, index) => {
    const output = new streamsV2.AppendResponse();
    output.setStream(stream);
    output.setStreamRevision(String(result.revisions[index]));
    response.addOutput(output);
  });
  return response;
};

const answer = (log: KurrentLog, requests: readonly LogRequest[], callback: sendUnaryData<SessionResponse>): void => {
  const size = requests
    .flatMap(({ events }) => events)
    .reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
  if (size > MAX_APPEND) {
    callback(tooLargeOf(size));
    return;
  }
  const result = log.append(requests);
  if (result.ok) callback(null, successOf(requests, result));
  else callback(conflictOf(result));
};

const supported = () => {
  const method = new features.SupportedMethod();
  method.setServiceName('kurrentdb.protocol.v2.streams.streamsservice');
  method.setMethodName('appendsession');
  const all = new features.SupportedMethods();
  all.setEventStoreServerVersion('25.1.0');
  all.setMethodsList([method]);
  return all;
};

type AppendCall = AsyncIterable<AppendRequest> & { readonly cancelled: boolean };

const whole = async (call: AppendCall): Promise<LogRequest[] | null> => {
  const requests: LogRequest[] = [];
  try {
    for await (const request of call) requests.push(toLogRequest(request));
    // A client that dies ends its stream like one that has said all: only a moment later it counts as broken off.
    await new Promise((resolve) => setImmediate(resolve));
    return call.cancelled ? null : requests;
  } catch {
    return null;
  }
};

export class KurrentDouble {
  readonly log = new KurrentLog();
  #server = new Server();
  #port = 0;
  /** The next append is stored, and the connection breaks before its answer. */
  breakBeforeNextAnswer = false;
  /** The next append is not even looked at before the connection breaks. */
  breakBeforeNextAppend = false;

  get url(): string {
    return `kurrentdb://127.0.0.1:${this.#port}?tls=false&defaultDeadline=3000&maxDiscoverAttempts=3`;
  }

  /** A second start takes the same port. */
  async start(): Promise<void> {
    this.#server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
    this.#server.addService(featuresGrpc.ServerFeaturesService, {
      getSupportedMethods: (_call: unknown, callback: (error: null, answer: unknown) => void) =>
        callback(null, supported()),
    });
    this.#server.addService(streamsGrpc.StreamsService, {
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => read(this.log, call),
    });
    this.#server.addService(streamsV2Grpc.StreamsServiceService, {
      appendSession: (call: AppendCall, callback: sendUnaryData<SessionResponse>) => void this.#append(call, callback),
    });
    this.#port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync(`127.0.0.1:${this.#port}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
  }

  /** At once: whoever waits for an answer gets none. */
  stop(): void {
    this.#server.forceShutdown();
  }

  async #append(call: AppendCall, callback: sendUnaryData<SessionResponse>): Promise<void> {
    const requests = await whole(call);
    // Who breaks off in the middle of its request has asked for nothing.
    if (requests === null) return;
    if (this.breakBeforeNextAppend) return this.#break();
    if (!this.breakBeforeNextAnswer) return answer(this.log, requests, callback);
    this.log.append(requests);
    return this.#break();
  }

  #break(): void {
    this.breakBeforeNextAppend = false;
    this.breakBeforeNextAnswer = false;
    this.stop();
    void this.start();
  }
}
