/**
 * One address that does not change, for exchanges that bind an API key to it.
 *
 * The smallest network that works without a machine to look after: one zone, a subnet of sixteen addresses for the
 * functions and one for a NAT gateway. Traffic to the table takes the gateway endpoint, which is free; all else passes
 * the NAT. All bots with `staticEgress` share it. When its zone fails, they fail with it: hard stops rest at the
 * exchange.
 */
import { Validations } from 'aws-cdk-lib';
import {
  CfnEIP,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
  type IVpc,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { Effect, Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

const SUBNET_MASK = 28;

/** The actions with which Lambda places a function in a network; EC2 knows no resources for most of these. */
const NETWORK_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

export class StaticEgress extends Construct {
  /** Where a function is placed. */
  readonly placement: {
    readonly vpc: IVpc;
    readonly vpcSubnets: SubnetSelection;
    readonly securityGroups: SecurityGroup[];
  };
  /** The address that the exchange sees. */
  readonly address: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const address = new CfnEIP(this, 'Address', { domain: 'vpc' });
    const network = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.0.0.0/27'),
      maxAzs: 1,
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      subnetConfiguration: [
        { name: 'nat', subnetType: SubnetType.PUBLIC, cidrMask: SUBNET_MASK, mapPublicIpOnLaunch: false },
        { name: 'bots', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: SUBNET_MASK },
      ],
      gatewayEndpoints: { Table: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
      // It would need a function of its own; nothing is ever placed in that group.
      restrictDefaultSecurityGroup: false,
    });
    Validations.of(network).acknowledge({
      id: 'AwsSolutions-VPC7',
      reason:
        'The only traffic is that of the bots, outwards over TLS, which their own logs tell; flow logs would cost more than the bots.',
    });
    const vpc = asNetwork(network);
    const group = new SecurityGroup(this, 'Outwards', {
      vpc,
      allowAllOutbound: false,
      description: 'TLS outwards, nothing inwards',
    });
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'exchange and AWS');
    this.placement = {
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [group],
    };
    this.address = address.ref;
  }

  /** Lets Lambda place functions of this role in the network. */
  grantUse(role: Role): void {
    role.addToPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: NETWORK_ACTIONS, resources: ['*'] }),
    );
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Lambda places a function in a network with these actions, most of which know no resource. They reach no data.',
    });
  }

  /**
   * Takes these rights from the function's own code, as AWS advises: Lambda needs them before and after it runs, the
   * code never. A policy of its own, because it names the function, which waits for the role's other policy.
   */
  denyToCode(scope: Construct, role: Role, code: IFunction): void {
    const statement = new PolicyStatement({
      effect: Effect.DENY,
      actions: [...NETWORK_ACTIONS, 'ec2:DetachNetworkInterface'],
      resources: ['*'],
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': code.functionArn } },
    });
    new Policy(scope, 'NoNetworkForCode', { roles: [role], statements: [statement] });
  }
}

/** The class misses the library's own interface by an optional property, which a network without a VPN leaves out. */
function asNetwork(network: Vpc): IVpc {
  if (!isNetwork(network)) throw new TypeError('a network for bots has no VPN');
  return network;
}

function isNetwork(network: Vpc): network is Vpc & IVpc {
  return network.vpnGatewayId === undefined;
}
