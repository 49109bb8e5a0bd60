import { Controller, Get, Post } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Audited, Can, NotAudited, Public } from './decorators';
import { RouteInventory, RouteUndeclared } from './route-inventory';

@Controller('declared')
class Declared {
  @Get()
  @Public('a test')
  @NotAudited('a test')
  list(): void {}

  @Post(':id/acts')
  @Can('use', 'Thing')
  @Audited('thing.used')
  act(): void {}
}

@Controller('forgotten')
class WithoutPolicy {
  @Get()
  @Audited('thing.used')
  read(): void {}
}

@Controller('silent')
class WithoutAudit {
  @Get()
  @Can('read', 'Thing')
  read(): void {}
}

describe('the route inventory', () => {
  const inventoryOf = async (...controllers: (new () => object)[]): Promise<RouteInventory> => {
    const module = await Test.createTestingModule({
      imports: [DiscoveryModule],
      controllers,
      providers: [RouteInventory],
    }).compile();
    return module.get(RouteInventory);
  };
  const known = new Set(['thing.used']);

  it('lists every route with its declarations', async () => {
    const routes = (await inventoryOf(Declared)).list();
    expect(routes.map(({ method, path, policy, audit }) => [method, path, policy?.kind, audit?.kind])).toEqual([
      ['GET', '/declared', 'public', 'none'],
      ['POST', '/declared/:id/acts', 'can', 'type'],
    ]);
  });

  it('accepts a declared program', async () => {
    const inventory = await inventoryOf(Declared);
    expect(() => inventory.assertDeclared(known)).not.toThrow();
  });

  it.each([
    ['a policy', WithoutPolicy, known],
    ['an audit type', WithoutAudit, known],
    ['a known audit type', Declared, new Set<string>()],
  ])('stops a route without %s', async (_what, controller, types) => {
    const inventory = await inventoryOf(controller);
    expect(() => inventory.assertDeclared(types)).toThrow(RouteUndeclared);
  });
});
