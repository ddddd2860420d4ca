/** Ids, branded by noun. All are UUIDv7 in lower case. */
import { z } from 'zod';

export const VmId = z.uuidv7().brand<'VmId'>();
export type VmId = z.infer<typeof VmId>;
export const HostId = z.uuidv7().brand<'HostId'>();
export type HostId = z.infer<typeof HostId>;
export const ProjectId = z.uuidv7().brand<'ProjectId'>();
export type ProjectId = z.infer<typeof ProjectId>;
export const PoolId = z.uuidv7().brand<'PoolId'>();
export type PoolId = z.infer<typeof PoolId>;
export const VolumeId = z.uuidv7().brand<'VolumeId'>();
export type VolumeId = z.infer<typeof VolumeId>;
export const ImageId = z.uuidv7().brand<'ImageId'>();
export type ImageId = z.infer<typeof ImageId>;
export const NetworkId = z.uuidv7().brand<'NetworkId'>();
export type NetworkId = z.infer<typeof NetworkId>;
export const NicId = z.uuidv7().brand<'NicId'>();
export type NicId = z.infer<typeof NicId>;
export const GroupId = z.uuidv7().brand<'GroupId'>();
export type GroupId = z.infer<typeof GroupId>;
export const ScheduleId = z.uuidv7().brand<'ScheduleId'>();
export type ScheduleId = z.infer<typeof ScheduleId>;
export const WebhookId = z.uuidv7().brand<'WebhookId'>();
export type WebhookId = z.infer<typeof WebhookId>;
export const CommandId = z.uuidv7().brand<'CommandId'>();
export type CommandId = z.infer<typeof CommandId>;
export const OperationId = z.uuidv7().brand<'OperationId'>();
export type OperationId = z.infer<typeof OperationId>;
