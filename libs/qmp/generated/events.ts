/** Every event QEMU sends over QMP. Made by tools/generate/qmp-types.ts from QEMU 7.2; never edited by hand. */
import type {
  ShutdownEvent,
  ResetEvent,
  WatchdogEvent,
  GuestPanickedEvent,
  GuestCrashloadedEvent,
  MemoryFailureEvent,
  DeviceTrayMovedEvent,
  PrManagerStatusChangedEvent,
  BlockImageCorruptedEvent,
  BlockIoErrorEvent,
  BlockJobCompletedEvent,
  BlockJobCancelledEvent,
  BlockJobErrorEvent,
  BlockJobReadyEvent,
  BlockJobPendingEvent,
  BlockWriteThresholdEvent,
  QuorumFailureEvent,
  QuorumReportBadEvent,
  JobStatusChangeEvent,
  BlockExportDeletedEvent,
  VserportChangeEvent,
  DumpCompletedEvent,
  NicRxFilterChangedEvent,
  FailoverNegotiatedEvent,
  NetdevStreamConnectedEvent,
  NetdevStreamDisconnectedEvent,
  RdmaGidStatusChangedEvent,
  SpiceConnectedEvent,
  SpiceInitializedEvent,
  SpiceDisconnectedEvent,
  VncConnectedEvent,
  VncInitializedEvent,
  VncDisconnectedEvent,
  MigrationEvent,
  MigrationPassEvent,
  ColoExitEvent,
  UnplugPrimaryEvent,
  DeviceDeletedEvent,
  DeviceUnplugGuestErrorEvent,
  BalloonChangeEvent,
  MemoryDeviceSizeChangeEvent,
  MemUnplugErrorEvent,
  RtcChangeEvent,
  VfuClientHangupEvent,
  AcpiDeviceOstEvent,
  Nothing,
} from './shapes.ts';

export interface QmpEvents {
  SHUTDOWN: ShutdownEvent;
  POWERDOWN: Nothing;
  RESET: ResetEvent;
  STOP: Nothing;
  RESUME: Nothing;
  SUSPEND: Nothing;
  SUSPEND_DISK: Nothing;
  WAKEUP: Nothing;
  WATCHDOG: WatchdogEvent;
  GUEST_PANICKED: GuestPanickedEvent;
  GUEST_CRASHLOADED: GuestCrashloadedEvent;
  MEMORY_FAILURE: MemoryFailureEvent;
  DEVICE_TRAY_MOVED: DeviceTrayMovedEvent;
  PR_MANAGER_STATUS_CHANGED: PrManagerStatusChangedEvent;
  BLOCK_IMAGE_CORRUPTED: BlockImageCorruptedEvent;
  BLOCK_IO_ERROR: BlockIoErrorEvent;
  BLOCK_JOB_COMPLETED: BlockJobCompletedEvent;
  BLOCK_JOB_CANCELLED: BlockJobCancelledEvent;
  BLOCK_JOB_ERROR: BlockJobErrorEvent;
  BLOCK_JOB_READY: BlockJobReadyEvent;
  BLOCK_JOB_PENDING: BlockJobPendingEvent;
  BLOCK_WRITE_THRESHOLD: BlockWriteThresholdEvent;
  QUORUM_FAILURE: QuorumFailureEvent;
  QUORUM_REPORT_BAD: QuorumReportBadEvent;
  JOB_STATUS_CHANGE: JobStatusChangeEvent;
  BLOCK_EXPORT_DELETED: BlockExportDeletedEvent;
  VSERPORT_CHANGE: VserportChangeEvent;
  DUMP_COMPLETED: DumpCompletedEvent;
  NIC_RX_FILTER_CHANGED: NicRxFilterChangedEvent;
  FAILOVER_NEGOTIATED: FailoverNegotiatedEvent;
  NETDEV_STREAM_CONNECTED: NetdevStreamConnectedEvent;
  NETDEV_STREAM_DISCONNECTED: NetdevStreamDisconnectedEvent;
  RDMA_GID_STATUS_CHANGED: RdmaGidStatusChangedEvent;
  SPICE_CONNECTED: SpiceConnectedEvent;
  SPICE_INITIALIZED: SpiceInitializedEvent;
  SPICE_DISCONNECTED: SpiceDisconnectedEvent;
  SPICE_MIGRATE_COMPLETED: Nothing;
  VNC_CONNECTED: VncConnectedEvent;
  VNC_INITIALIZED: VncInitializedEvent;
  VNC_DISCONNECTED: VncDisconnectedEvent;
  MIGRATION: MigrationEvent;
  MIGRATION_PASS: MigrationPassEvent;
  COLO_EXIT: ColoExitEvent;
  UNPLUG_PRIMARY: UnplugPrimaryEvent;
  DEVICE_DELETED: DeviceDeletedEvent;
  DEVICE_UNPLUG_GUEST_ERROR: DeviceUnplugGuestErrorEvent;
  BALLOON_CHANGE: BalloonChangeEvent;
  MEMORY_DEVICE_SIZE_CHANGE: MemoryDeviceSizeChangeEvent;
  MEM_UNPLUG_ERROR: MemUnplugErrorEvent;
  RTC_CHANGE: RtcChangeEvent;
  VFU_CLIENT_HANGUP: VfuClientHangupEvent;
  ACPI_DEVICE_OST: AcpiDeviceOstEvent;
}
