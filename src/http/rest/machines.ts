/** Rented machines, what they cost, the stop for all of them, and how they are set up. */
import {
  CostQuery, EmergencyStopReport, EmergencyStopRequest, JobCosts, JobParams, MachineDetail, MachineParams, MachineQuery, MachineView, pageOf, ProvisioningSettings, ProvisioningUndo, StackEdits, WorkspaceCosts,
} from '@aima/contract';
import {
  changeProvisioning, getMachine, getProvisioning, jobCosts, listMachines, stopAllMachines, undoProvisioning, workspaceCosts, type CostParts, type StopParts,
} from '../../jobs/index.ts';
import { operation, type Operation } from '../operation.ts';

const tag = 'machines';

export type MachineOperationParts = CostParts & StopParts;

const looking = (parts: CostParts): Operation[] => [
  operation({
    id: 'listMachines', method: 'GET', path: '/machines', tag, summary: 'Rented machines of the workspace, newest first', access: 'jobs:read', query: MachineQuery, result: pageOf(MachineView),
    handle: ({ principal, query }) => listMachines(parts, principal, query),
  }),
  operation({
    id: 'getMachine', method: 'GET', path: '/machines/:machineId', tag, summary: 'A machine with its log: states, steps of setting it up, alarms', access: 'jobs:read', params: MachineParams, result: MachineDetail, errors: ['NOT_FOUND'],
    handle: ({ principal, params }) => getMachine(parts, principal, params.machineId),
  }),
  operation({
    id: 'getJobCosts', method: 'GET', path: '/jobs/:jobId/costs', tag, summary: 'What a job cost, to the second: expected, as its provider booked it, as we counted it', access: 'jobs:read', params: JobParams, result: JobCosts, errors: ['NOT_FOUND'],
    handle: ({ principal, params }) => jobCosts(parts, principal, params.jobId),
  }),
  operation({
    id: 'getCosts', method: 'GET', path: '/costs', tag, summary: 'What machines of the workspace cost, by day and provider; what the limits of day and month leave', access: 'jobs:read', query: CostQuery, result: WorkspaceCosts,
    handle: ({ principal, query }) => workspaceCosts(parts, principal, query.days),
  }),
];

const stopping = (parts: StopParts): Operation[] => [
  operation({
    id: 'stopAllMachines', method: 'POST', path: '/machines/emergency-stop', tag, summary: 'End all rented machines at once', access: 'jobs:write', body: EmergencyStopRequest, result: EmergencyStopReport, perMinute: 60,
    description: 'Jobs on rented machines are paused; what is finished is kept. The whole installation is for administrators: then whatever of ours the providers list is ended, too, written down or not.',
    handle: ({ principal, body }) => stopAllMachines(parts, principal, body),
  }),
];

const settingUp = (parts: CostParts): Operation[] => [
  operation({
    id: 'getProvisioning', method: 'GET', path: '/system/provisioning', tag, summary: 'What was changed of how machines are set up, with earlier versions', access: 'system:manage', result: ProvisioningSettings, errors: ['CONFLICT'],
    handle: ({ principal }) => getProvisioning(parts, principal),
  }),
  operation({
    id: 'changeProvisioning', method: 'PUT', path: '/system/provisioning', tag, summary: 'Change how machines are set up', access: 'system:manage', body: StackEdits, result: ProvisioningSettings, errors: ['VERSION_CHANGED'],
    description: 'Holds for machines that are set up from now on. Whoever may do this may run anything on rented machines.',
    handle: ({ principal, body, ifMatch }) => changeProvisioning(parts, principal, body, ifMatch),
  }),
  operation({
    id: 'undoProvisioning', method: 'POST', path: '/system/provisioning/undo', tag, summary: 'Bring an earlier version back', access: 'system:manage', body: ProvisioningUndo, result: ProvisioningSettings, errors: ['NOT_FOUND', 'VERSION_CHANGED', 'CONFLICT'],
    handle: ({ principal, body, ifMatch }) => undoProvisioning(parts, principal, body.version, ifMatch),
  }),
];

export const machineOperations = (parts: MachineOperationParts): Operation[] => [...looking(parts), ...stopping(parts), ...settingUp(parts)];
