/** Every command QEMU takes over QMP. Made by tools/generate/qmp-types.ts from QEMU 7.2; never edited by hand. */
import type {
  QueryStatusReturns,
  WatchdogSetActionArguments,
  SetActionArguments,
  QueryPrManagersReturns,
  EjectArguments,
  BlockdevOpenTrayArguments,
  BlockdevCloseTrayArguments,
  BlockdevRemoveMediumArguments,
  BlockdevInsertMediumArguments,
  BlockdevChangeMediumArguments,
  BlockSetIoThrottleArguments,
  BlockLatencyHistogramSetArguments,
  QueryBlockReturns,
  QueryBlockInserted,
  QueryBlockInsertedImageSnapshots,
  QueryBlockstatsArguments,
  QueryBlockstatsReturns,
  QueryBlockJobsReturns,
  BlockResizeArguments,
  BlockdevSnapshotSyncArguments,
  BlockdevSnapshotArguments,
  ChangeBackingFileArguments,
  BlockCommitArguments,
  DriveBackupArguments,
  BlockdevBackupArguments,
  QueryNamedBlockNodesArguments,
  XDebugQueryBlockGraphReturns,
  DriveMirrorArguments,
  BlockDirtyBitmapAddArguments,
  BlockDirtyBitmapRemoveArguments,
  BlockDirtyBitmapMergeArguments,
  XDebugBlockDirtyBitmapSha256Returns,
  BlockdevMirrorArguments,
  BlockStreamArguments,
  BlockJobSetSpeedArguments,
  BlockJobCancelArguments,
  BlockJobPauseArguments,
  BlockJobResumeArguments,
  BlockJobCompleteArguments,
  BlockJobDismissArguments,
  BlockJobFinalizeArguments,
  BlockdevAddArguments,
  BlockdevReopenArguments,
  BlockdevDelArguments,
  BlockdevCreateArguments,
  XBlockdevAmendArguments,
  BlockSetWriteThresholdArguments,
  XBlockdevChangeArguments,
  XBlockdevSetIothreadArguments,
  BlockdevSnapshotInternalSyncArguments,
  BlockdevSnapshotDeleteInternalSyncArguments,
  JobPauseArguments,
  JobResumeArguments,
  JobCancelArguments,
  JobCompleteArguments,
  JobDismissArguments,
  JobFinalizeArguments,
  QueryJobsReturns,
  NbdServerStartArguments,
  NbdServerAddArguments,
  NbdServerRemoveArguments,
  BlockExportAddArguments,
  BlockExportDelArguments,
  QueryBlockExportsReturns,
  QueryChardevReturns,
  QueryChardevBackendsReturns,
  RingbufWriteArguments,
  RingbufReadArguments,
  ChardevAddArguments,
  ChardevAddReturns,
  ChardevChangeArguments,
  ChardevRemoveArguments,
  ChardevSendBreakArguments,
  DumpGuestMemoryArguments,
  QueryDumpReturns,
  QueryDumpGuestMemoryCapabilityReturns,
  SetLinkArguments,
  NetdevAddArguments,
  NetdevDelArguments,
  QueryRxFilterArguments,
  QueryRxFilterReturns,
  AnnounceSelfArguments,
  QueryRockerArguments,
  QueryRockerReturns,
  QueryRockerPortsArguments,
  QueryRockerPortsReturns,
  QueryRockerOfDpaFlowsArguments,
  QueryRockerOfDpaFlowsReturns,
  QueryRockerOfDpaGroupsArguments,
  QueryRockerOfDpaGroupsReturns,
  QueryTpmModelsReturns,
  QueryTpmTypesReturns,
  QueryTpmReturns,
  SetPasswordArguments,
  ExpirePasswordArguments,
  ScreendumpArguments,
  QuerySpiceReturns,
  QueryVncReturns,
  QueryVncServersReturns,
  ChangeVncPasswordArguments,
  QueryMiceReturns,
  SendKeyArguments,
  InputSendEventArguments,
  QueryDisplayOptionsReturns,
  DisplayReloadArguments,
  DisplayUpdateArguments,
  QueryMigrateReturns,
  MigrateSetCapabilitiesArguments,
  MigrateSetCapabilities,
  MigrateSetParametersArguments,
  QueryMigrateParametersReturns,
  ClientMigrateInfoArguments,
  MigrateContinueArguments,
  MigrateArguments,
  MigrateIncomingArguments,
  XenSaveDevicesStateArguments,
  XenSetGlobalDirtyLogArguments,
  XenLoadDevicesStateArguments,
  XenSetReplicationArguments,
  QueryXenReplicationStatusReturns,
  QueryColoStatusReturns,
  MigrateRecoverArguments,
  CalcDirtyRateArguments,
  QueryDirtyRateReturns,
  SetVcpuDirtyLimitArguments,
  CancelVcpuDirtyLimitArguments,
  QueryVcpuDirtyLimitReturns,
  SnapshotSaveArguments,
  SnapshotLoadArguments,
  SnapshotDeleteArguments,
  TransactionArguments,
  TraceEventGetStateArguments,
  TraceEventGetStateReturns,
  TraceEventSetStateArguments,
  QmpCapabilitiesArguments,
  QueryVersionReturns,
  QueryCommandsReturns,
  QueryQmpSchemaReturns,
  QomListArguments,
  QomListReturns,
  QomGetArguments,
  QomSetArguments,
  QomListTypesArguments,
  QomListTypesReturns,
  QomListPropertiesArguments,
  ObjectAddArguments,
  ObjectDelArguments,
  DeviceListPropertiesArguments,
  DeviceAddArguments,
  DeviceDelArguments,
  QueryCpusFastReturns,
  QueryMachinesReturns,
  QueryCurrentMachineReturns,
  QueryTargetReturns,
  QueryUuidReturns,
  QueryVmGenerationIdReturns,
  QueryKvmReturns,
  MemsaveArguments,
  PmemsaveArguments,
  QueryMemdevReturns,
  QueryHotpluggableCpusReturns,
  SetNumaNodeArguments,
  BalloonArguments,
  QueryBalloonReturns,
  QueryMemorySizeSummaryReturns,
  QueryMemoryDevicesReturns,
  XQueryIrqReturns,
  DumpdtbArguments,
  QueryCpuModelExpansionArguments,
  QueryCpuModelExpansionReturns,
  QueryCpuDefinitionsReturns,
  QueryReplayReturns,
  ReplayBreakArguments,
  ReplaySeekArguments,
  YankArguments,
  YankInstances,
  AddClientArguments,
  QueryNameReturns,
  QueryIothreadsReturns,
  HumanMonitorCommandArguments,
  GetfdArguments,
  ClosefdArguments,
  AddFdArguments,
  AddFdReturns,
  RemoveFdArguments,
  QueryFdsetsReturns,
  QueryCommandLineOptionsArguments,
  QueryCommandLineOptionsReturns,
  QuerySevReturns,
  QuerySevLaunchMeasureReturns,
  QuerySevCapabilitiesReturns,
  SevInjectLaunchSecretArguments,
  QuerySevAttestationReportArguments,
  QuerySevAttestationReportReturns,
  QuerySgxReturns,
  QueryAcpiOspmStatusReturns,
  QueryPciReturns,
  QueryStatsArguments,
  QueryStatsReturns,
  QueryStatsSchemasArguments,
  QueryStatsSchemasReturns,
  XQueryVirtioReturns,
  XQueryVirtioStatusArguments,
  XQueryVirtioStatusReturns,
  XQueryVirtioQueueStatusArguments,
  XQueryVirtioQueueStatusReturns,
  XQueryVirtioVhostQueueStatusArguments,
  XQueryVirtioVhostQueueStatusReturns,
  XQueryVirtioQueueElementArguments,
  XQueryVirtioQueueElementReturns,
  Nothing,
} from './shapes.ts';

export interface QmpCommands {
  'query-status': { readonly arguments: Nothing; readonly returns: QueryStatusReturns };
  'watchdog-set-action': { readonly arguments: WatchdogSetActionArguments; readonly returns: Nothing };
  'set-action': { readonly arguments: SetActionArguments; readonly returns: Nothing };
  'query-pr-managers': { readonly arguments: Nothing; readonly returns: readonly QueryPrManagersReturns[] };
  eject: { readonly arguments: EjectArguments; readonly returns: Nothing };
  'blockdev-open-tray': { readonly arguments: BlockdevOpenTrayArguments; readonly returns: Nothing };
  'blockdev-close-tray': { readonly arguments: BlockdevCloseTrayArguments; readonly returns: Nothing };
  'blockdev-remove-medium': { readonly arguments: BlockdevRemoveMediumArguments; readonly returns: Nothing };
  'blockdev-insert-medium': { readonly arguments: BlockdevInsertMediumArguments; readonly returns: Nothing };
  'blockdev-change-medium': { readonly arguments: BlockdevChangeMediumArguments; readonly returns: Nothing };
  block_set_io_throttle: { readonly arguments: BlockSetIoThrottleArguments; readonly returns: Nothing };
  'block-latency-histogram-set': { readonly arguments: BlockLatencyHistogramSetArguments; readonly returns: Nothing };
  'query-block': { readonly arguments: Nothing; readonly returns: readonly QueryBlockReturns[] };
  'query-blockstats': { readonly arguments: QueryBlockstatsArguments; readonly returns: readonly QueryBlockstatsReturns[] };
  'query-block-jobs': { readonly arguments: Nothing; readonly returns: readonly QueryBlockJobsReturns[] };
  block_resize: { readonly arguments: BlockResizeArguments; readonly returns: Nothing };
  'blockdev-snapshot-sync': { readonly arguments: BlockdevSnapshotSyncArguments; readonly returns: Nothing };
  'blockdev-snapshot': { readonly arguments: BlockdevSnapshotArguments; readonly returns: Nothing };
  'change-backing-file': { readonly arguments: ChangeBackingFileArguments; readonly returns: Nothing };
  'block-commit': { readonly arguments: BlockCommitArguments; readonly returns: Nothing };
  'drive-backup': { readonly arguments: DriveBackupArguments; readonly returns: Nothing };
  'blockdev-backup': { readonly arguments: BlockdevBackupArguments; readonly returns: Nothing };
  'query-named-block-nodes': { readonly arguments: QueryNamedBlockNodesArguments; readonly returns: readonly QueryBlockInserted[] };
  'x-debug-query-block-graph': { readonly arguments: Nothing; readonly returns: XDebugQueryBlockGraphReturns };
  'drive-mirror': { readonly arguments: DriveMirrorArguments; readonly returns: Nothing };
  'block-dirty-bitmap-add': { readonly arguments: BlockDirtyBitmapAddArguments; readonly returns: Nothing };
  'block-dirty-bitmap-remove': { readonly arguments: BlockDirtyBitmapRemoveArguments; readonly returns: Nothing };
  'block-dirty-bitmap-clear': { readonly arguments: BlockDirtyBitmapRemoveArguments; readonly returns: Nothing };
  'block-dirty-bitmap-enable': { readonly arguments: BlockDirtyBitmapRemoveArguments; readonly returns: Nothing };
  'block-dirty-bitmap-disable': { readonly arguments: BlockDirtyBitmapRemoveArguments; readonly returns: Nothing };
  'block-dirty-bitmap-merge': { readonly arguments: BlockDirtyBitmapMergeArguments; readonly returns: Nothing };
  'x-debug-block-dirty-bitmap-sha256': { readonly arguments: BlockDirtyBitmapRemoveArguments; readonly returns: XDebugBlockDirtyBitmapSha256Returns };
  'blockdev-mirror': { readonly arguments: BlockdevMirrorArguments; readonly returns: Nothing };
  'block-stream': { readonly arguments: BlockStreamArguments; readonly returns: Nothing };
  'block-job-set-speed': { readonly arguments: BlockJobSetSpeedArguments; readonly returns: Nothing };
  'block-job-cancel': { readonly arguments: BlockJobCancelArguments; readonly returns: Nothing };
  'block-job-pause': { readonly arguments: BlockJobPauseArguments; readonly returns: Nothing };
  'block-job-resume': { readonly arguments: BlockJobResumeArguments; readonly returns: Nothing };
  'block-job-complete': { readonly arguments: BlockJobCompleteArguments; readonly returns: Nothing };
  'block-job-dismiss': { readonly arguments: BlockJobDismissArguments; readonly returns: Nothing };
  'block-job-finalize': { readonly arguments: BlockJobFinalizeArguments; readonly returns: Nothing };
  'blockdev-add': { readonly arguments: BlockdevAddArguments; readonly returns: Nothing };
  'blockdev-reopen': { readonly arguments: BlockdevReopenArguments; readonly returns: Nothing };
  'blockdev-del': { readonly arguments: BlockdevDelArguments; readonly returns: Nothing };
  'blockdev-create': { readonly arguments: BlockdevCreateArguments; readonly returns: Nothing };
  'x-blockdev-amend': { readonly arguments: XBlockdevAmendArguments; readonly returns: Nothing };
  'block-set-write-threshold': { readonly arguments: BlockSetWriteThresholdArguments; readonly returns: Nothing };
  'x-blockdev-change': { readonly arguments: XBlockdevChangeArguments; readonly returns: Nothing };
  'x-blockdev-set-iothread': { readonly arguments: XBlockdevSetIothreadArguments; readonly returns: Nothing };
  'blockdev-snapshot-internal-sync': { readonly arguments: BlockdevSnapshotInternalSyncArguments; readonly returns: Nothing };
  'blockdev-snapshot-delete-internal-sync': { readonly arguments: BlockdevSnapshotDeleteInternalSyncArguments; readonly returns: QueryBlockInsertedImageSnapshots };
  'job-pause': { readonly arguments: JobPauseArguments; readonly returns: Nothing };
  'job-resume': { readonly arguments: JobResumeArguments; readonly returns: Nothing };
  'job-cancel': { readonly arguments: JobCancelArguments; readonly returns: Nothing };
  'job-complete': { readonly arguments: JobCompleteArguments; readonly returns: Nothing };
  'job-dismiss': { readonly arguments: JobDismissArguments; readonly returns: Nothing };
  'job-finalize': { readonly arguments: JobFinalizeArguments; readonly returns: Nothing };
  'query-jobs': { readonly arguments: Nothing; readonly returns: readonly QueryJobsReturns[] };
  'nbd-server-start': { readonly arguments: NbdServerStartArguments; readonly returns: Nothing };
  'nbd-server-add': { readonly arguments: NbdServerAddArguments; readonly returns: Nothing };
  'nbd-server-remove': { readonly arguments: NbdServerRemoveArguments; readonly returns: Nothing };
  'nbd-server-stop': { readonly arguments: Nothing; readonly returns: Nothing };
  'block-export-add': { readonly arguments: BlockExportAddArguments; readonly returns: Nothing };
  'block-export-del': { readonly arguments: BlockExportDelArguments; readonly returns: Nothing };
  'query-block-exports': { readonly arguments: Nothing; readonly returns: readonly QueryBlockExportsReturns[] };
  'query-chardev': { readonly arguments: Nothing; readonly returns: readonly QueryChardevReturns[] };
  'query-chardev-backends': { readonly arguments: Nothing; readonly returns: readonly QueryChardevBackendsReturns[] };
  'ringbuf-write': { readonly arguments: RingbufWriteArguments; readonly returns: Nothing };
  'ringbuf-read': { readonly arguments: RingbufReadArguments; readonly returns: string };
  'chardev-add': { readonly arguments: ChardevAddArguments; readonly returns: ChardevAddReturns };
  'chardev-change': { readonly arguments: ChardevChangeArguments; readonly returns: ChardevAddReturns };
  'chardev-remove': { readonly arguments: ChardevRemoveArguments; readonly returns: Nothing };
  'chardev-send-break': { readonly arguments: ChardevSendBreakArguments; readonly returns: Nothing };
  'dump-guest-memory': { readonly arguments: DumpGuestMemoryArguments; readonly returns: Nothing };
  'query-dump': { readonly arguments: Nothing; readonly returns: QueryDumpReturns };
  'query-dump-guest-memory-capability': { readonly arguments: Nothing; readonly returns: QueryDumpGuestMemoryCapabilityReturns };
  set_link: { readonly arguments: SetLinkArguments; readonly returns: Nothing };
  netdev_add: { readonly arguments: NetdevAddArguments; readonly returns: Nothing };
  netdev_del: { readonly arguments: NetdevDelArguments; readonly returns: Nothing };
  'query-rx-filter': { readonly arguments: QueryRxFilterArguments; readonly returns: readonly QueryRxFilterReturns[] };
  'announce-self': { readonly arguments: AnnounceSelfArguments; readonly returns: Nothing };
  'query-rocker': { readonly arguments: QueryRockerArguments; readonly returns: QueryRockerReturns };
  'query-rocker-ports': { readonly arguments: QueryRockerPortsArguments; readonly returns: readonly QueryRockerPortsReturns[] };
  'query-rocker-of-dpa-flows': { readonly arguments: QueryRockerOfDpaFlowsArguments; readonly returns: readonly QueryRockerOfDpaFlowsReturns[] };
  'query-rocker-of-dpa-groups': { readonly arguments: QueryRockerOfDpaGroupsArguments; readonly returns: readonly QueryRockerOfDpaGroupsReturns[] };
  'query-tpm-models': { readonly arguments: Nothing; readonly returns: readonly QueryTpmModelsReturns[] };
  'query-tpm-types': { readonly arguments: Nothing; readonly returns: readonly QueryTpmTypesReturns[] };
  'query-tpm': { readonly arguments: Nothing; readonly returns: readonly QueryTpmReturns[] };
  set_password: { readonly arguments: SetPasswordArguments; readonly returns: Nothing };
  expire_password: { readonly arguments: ExpirePasswordArguments; readonly returns: Nothing };
  screendump: { readonly arguments: ScreendumpArguments; readonly returns: Nothing };
  'query-spice': { readonly arguments: Nothing; readonly returns: QuerySpiceReturns };
  'query-vnc': { readonly arguments: Nothing; readonly returns: QueryVncReturns };
  'query-vnc-servers': { readonly arguments: Nothing; readonly returns: readonly QueryVncServersReturns[] };
  'change-vnc-password': { readonly arguments: ChangeVncPasswordArguments; readonly returns: Nothing };
  'query-mice': { readonly arguments: Nothing; readonly returns: readonly QueryMiceReturns[] };
  'send-key': { readonly arguments: SendKeyArguments; readonly returns: Nothing };
  'input-send-event': { readonly arguments: InputSendEventArguments; readonly returns: Nothing };
  'query-display-options': { readonly arguments: Nothing; readonly returns: QueryDisplayOptionsReturns };
  'display-reload': { readonly arguments: DisplayReloadArguments; readonly returns: Nothing };
  'display-update': { readonly arguments: DisplayUpdateArguments; readonly returns: Nothing };
  'query-migrate': { readonly arguments: Nothing; readonly returns: QueryMigrateReturns };
  'migrate-set-capabilities': { readonly arguments: MigrateSetCapabilitiesArguments; readonly returns: Nothing };
  'query-migrate-capabilities': { readonly arguments: Nothing; readonly returns: readonly MigrateSetCapabilities[] };
  'migrate-set-parameters': { readonly arguments: MigrateSetParametersArguments; readonly returns: Nothing };
  'query-migrate-parameters': { readonly arguments: Nothing; readonly returns: QueryMigrateParametersReturns };
  client_migrate_info: { readonly arguments: ClientMigrateInfoArguments; readonly returns: Nothing };
  'migrate-start-postcopy': { readonly arguments: Nothing; readonly returns: Nothing };
  'x-colo-lost-heartbeat': { readonly arguments: Nothing; readonly returns: Nothing };
  migrate_cancel: { readonly arguments: Nothing; readonly returns: Nothing };
  'migrate-continue': { readonly arguments: MigrateContinueArguments; readonly returns: Nothing };
  migrate: { readonly arguments: MigrateArguments; readonly returns: Nothing };
  'migrate-incoming': { readonly arguments: MigrateIncomingArguments; readonly returns: Nothing };
  'xen-save-devices-state': { readonly arguments: XenSaveDevicesStateArguments; readonly returns: Nothing };
  'xen-set-global-dirty-log': { readonly arguments: XenSetGlobalDirtyLogArguments; readonly returns: Nothing };
  'xen-load-devices-state': { readonly arguments: XenLoadDevicesStateArguments; readonly returns: Nothing };
  'xen-set-replication': { readonly arguments: XenSetReplicationArguments; readonly returns: Nothing };
  'query-xen-replication-status': { readonly arguments: Nothing; readonly returns: QueryXenReplicationStatusReturns };
  'xen-colo-do-checkpoint': { readonly arguments: Nothing; readonly returns: Nothing };
  'query-colo-status': { readonly arguments: Nothing; readonly returns: QueryColoStatusReturns };
  'migrate-recover': { readonly arguments: MigrateRecoverArguments; readonly returns: Nothing };
  'migrate-pause': { readonly arguments: Nothing; readonly returns: Nothing };
  'calc-dirty-rate': { readonly arguments: CalcDirtyRateArguments; readonly returns: Nothing };
  'query-dirty-rate': { readonly arguments: Nothing; readonly returns: QueryDirtyRateReturns };
  'set-vcpu-dirty-limit': { readonly arguments: SetVcpuDirtyLimitArguments; readonly returns: Nothing };
  'cancel-vcpu-dirty-limit': { readonly arguments: CancelVcpuDirtyLimitArguments; readonly returns: Nothing };
  'query-vcpu-dirty-limit': { readonly arguments: Nothing; readonly returns: readonly QueryVcpuDirtyLimitReturns[] };
  'snapshot-save': { readonly arguments: SnapshotSaveArguments; readonly returns: Nothing };
  'snapshot-load': { readonly arguments: SnapshotLoadArguments; readonly returns: Nothing };
  'snapshot-delete': { readonly arguments: SnapshotDeleteArguments; readonly returns: Nothing };
  transaction: { readonly arguments: TransactionArguments; readonly returns: Nothing };
  'trace-event-get-state': { readonly arguments: TraceEventGetStateArguments; readonly returns: readonly TraceEventGetStateReturns[] };
  'trace-event-set-state': { readonly arguments: TraceEventSetStateArguments; readonly returns: Nothing };
  qmp_capabilities: { readonly arguments: QmpCapabilitiesArguments; readonly returns: Nothing };
  'query-version': { readonly arguments: Nothing; readonly returns: QueryVersionReturns };
  'query-commands': { readonly arguments: Nothing; readonly returns: readonly QueryCommandsReturns[] };
  quit: { readonly arguments: Nothing; readonly returns: Nothing };
  'query-qmp-schema': { readonly arguments: Nothing; readonly returns: readonly QueryQmpSchemaReturns[] };
  'qom-list': { readonly arguments: QomListArguments; readonly returns: readonly QomListReturns[] };
  'qom-get': { readonly arguments: QomGetArguments; readonly returns: unknown };
  'qom-set': { readonly arguments: QomSetArguments; readonly returns: Nothing };
  'qom-list-types': { readonly arguments: QomListTypesArguments; readonly returns: readonly QomListTypesReturns[] };
  'qom-list-properties': { readonly arguments: QomListPropertiesArguments; readonly returns: readonly QomListReturns[] };
  'object-add': { readonly arguments: ObjectAddArguments; readonly returns: Nothing };
  'object-del': { readonly arguments: ObjectDelArguments; readonly returns: Nothing };
  'device-list-properties': { readonly arguments: DeviceListPropertiesArguments; readonly returns: readonly QomListReturns[] };
  device_add: { readonly arguments: DeviceAddArguments & Readonly<Record<string, unknown>>; readonly returns: Nothing };
  device_del: { readonly arguments: DeviceDelArguments; readonly returns: Nothing };
  'query-cpus-fast': { readonly arguments: Nothing; readonly returns: readonly QueryCpusFastReturns[] };
  'query-machines': { readonly arguments: Nothing; readonly returns: readonly QueryMachinesReturns[] };
  'query-current-machine': { readonly arguments: Nothing; readonly returns: QueryCurrentMachineReturns };
  'query-target': { readonly arguments: Nothing; readonly returns: QueryTargetReturns };
  'query-uuid': { readonly arguments: Nothing; readonly returns: QueryUuidReturns };
  'query-vm-generation-id': { readonly arguments: Nothing; readonly returns: QueryVmGenerationIdReturns };
  system_reset: { readonly arguments: Nothing; readonly returns: Nothing };
  system_powerdown: { readonly arguments: Nothing; readonly returns: Nothing };
  system_wakeup: { readonly arguments: Nothing; readonly returns: Nothing };
  'inject-nmi': { readonly arguments: Nothing; readonly returns: Nothing };
  'query-kvm': { readonly arguments: Nothing; readonly returns: QueryKvmReturns };
  memsave: { readonly arguments: MemsaveArguments; readonly returns: Nothing };
  pmemsave: { readonly arguments: PmemsaveArguments; readonly returns: Nothing };
  'query-memdev': { readonly arguments: Nothing; readonly returns: readonly QueryMemdevReturns[] };
  'query-hotpluggable-cpus': { readonly arguments: Nothing; readonly returns: readonly QueryHotpluggableCpusReturns[] };
  'set-numa-node': { readonly arguments: SetNumaNodeArguments; readonly returns: Nothing };
  balloon: { readonly arguments: BalloonArguments; readonly returns: Nothing };
  'query-balloon': { readonly arguments: Nothing; readonly returns: QueryBalloonReturns };
  'query-memory-size-summary': { readonly arguments: Nothing; readonly returns: QueryMemorySizeSummaryReturns };
  'query-memory-devices': { readonly arguments: Nothing; readonly returns: readonly QueryMemoryDevicesReturns[] };
  'x-query-irq': { readonly arguments: Nothing; readonly returns: XQueryIrqReturns };
  'x-query-jit': { readonly arguments: Nothing; readonly returns: XQueryIrqReturns };
  'x-query-numa': { readonly arguments: Nothing; readonly returns: XQueryIrqReturns };
  'x-query-opcount': { readonly arguments: Nothing; readonly returns: XQueryIrqReturns };
  'x-query-profile': { readonly arguments: Nothing; readonly returns: XQueryIrqReturns };
  'x-query-ramblock': { readonly arguments: Nothing; readonly returns: XQueryIrqReturns };
  'x-query-rdma': { readonly arguments: Nothing; readonly returns: XQueryIrqReturns };
  'x-query-roms': { readonly arguments: Nothing; readonly returns: XQueryIrqReturns };
  'x-query-usb': { readonly arguments: Nothing; readonly returns: XQueryIrqReturns };
  dumpdtb: { readonly arguments: DumpdtbArguments; readonly returns: Nothing };
  'query-cpu-model-expansion': { readonly arguments: QueryCpuModelExpansionArguments; readonly returns: QueryCpuModelExpansionReturns };
  'query-cpu-definitions': { readonly arguments: Nothing; readonly returns: readonly QueryCpuDefinitionsReturns[] };
  'query-replay': { readonly arguments: Nothing; readonly returns: QueryReplayReturns };
  'replay-break': { readonly arguments: ReplayBreakArguments; readonly returns: Nothing };
  'replay-delete-break': { readonly arguments: Nothing; readonly returns: Nothing };
  'replay-seek': { readonly arguments: ReplaySeekArguments; readonly returns: Nothing };
  yank: { readonly arguments: YankArguments; readonly returns: Nothing };
  'query-yank': { readonly arguments: Nothing; readonly returns: readonly YankInstances[] };
  add_client: { readonly arguments: AddClientArguments; readonly returns: Nothing };
  'query-name': { readonly arguments: Nothing; readonly returns: QueryNameReturns };
  'query-iothreads': { readonly arguments: Nothing; readonly returns: readonly QueryIothreadsReturns[] };
  stop: { readonly arguments: Nothing; readonly returns: Nothing };
  cont: { readonly arguments: Nothing; readonly returns: Nothing };
  'x-exit-preconfig': { readonly arguments: Nothing; readonly returns: Nothing };
  'human-monitor-command': { readonly arguments: HumanMonitorCommandArguments; readonly returns: string };
  getfd: { readonly arguments: GetfdArguments; readonly returns: Nothing };
  closefd: { readonly arguments: ClosefdArguments; readonly returns: Nothing };
  'add-fd': { readonly arguments: AddFdArguments; readonly returns: AddFdReturns };
  'remove-fd': { readonly arguments: RemoveFdArguments; readonly returns: Nothing };
  'query-fdsets': { readonly arguments: Nothing; readonly returns: readonly QueryFdsetsReturns[] };
  'query-command-line-options': { readonly arguments: QueryCommandLineOptionsArguments; readonly returns: readonly QueryCommandLineOptionsReturns[] };
  'rtc-reset-reinjection': { readonly arguments: Nothing; readonly returns: Nothing };
  'query-sev': { readonly arguments: Nothing; readonly returns: QuerySevReturns };
  'query-sev-launch-measure': { readonly arguments: Nothing; readonly returns: QuerySevLaunchMeasureReturns };
  'query-sev-capabilities': { readonly arguments: Nothing; readonly returns: QuerySevCapabilitiesReturns };
  'sev-inject-launch-secret': { readonly arguments: SevInjectLaunchSecretArguments; readonly returns: Nothing };
  'query-sev-attestation-report': { readonly arguments: QuerySevAttestationReportArguments; readonly returns: QuerySevAttestationReportReturns };
  'query-sgx': { readonly arguments: Nothing; readonly returns: QuerySgxReturns };
  'query-sgx-capabilities': { readonly arguments: Nothing; readonly returns: QuerySgxReturns };
  'query-acpi-ospm-status': { readonly arguments: Nothing; readonly returns: readonly QueryAcpiOspmStatusReturns[] };
  'query-pci': { readonly arguments: Nothing; readonly returns: readonly QueryPciReturns[] };
  'query-stats': { readonly arguments: QueryStatsArguments; readonly returns: readonly QueryStatsReturns[] };
  'query-stats-schemas': { readonly arguments: QueryStatsSchemasArguments; readonly returns: readonly QueryStatsSchemasReturns[] };
  'x-query-virtio': { readonly arguments: Nothing; readonly returns: readonly XQueryVirtioReturns[] };
  'x-query-virtio-status': { readonly arguments: XQueryVirtioStatusArguments; readonly returns: XQueryVirtioStatusReturns };
  'x-query-virtio-queue-status': { readonly arguments: XQueryVirtioQueueStatusArguments; readonly returns: XQueryVirtioQueueStatusReturns };
  'x-query-virtio-vhost-queue-status': { readonly arguments: XQueryVirtioVhostQueueStatusArguments; readonly returns: XQueryVirtioVhostQueueStatusReturns };
  'x-query-virtio-queue-element': { readonly arguments: XQueryVirtioQueueElementArguments; readonly returns: XQueryVirtioQueueElementReturns };
}

/** What QEMU takes out of band (`exec-oob`). */
export type OobCommandName = 'migrate-recover' | 'migrate-pause' | 'yank' | 'query-yank';
